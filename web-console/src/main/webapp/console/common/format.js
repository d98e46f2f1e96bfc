/** Numbers and times as people read them. */
const NUMBER = new Intl.NumberFormat('en');
const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const DAY_AND_TIME = new Intl.DateTimeFormat('en-GB', {
  day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit',
});

export const count = (value) => NUMBER.format(value);

/** The time of day, with the day when it was not today. */
export function moment(instant) {
  const date = new Date(instant);
  return (date.toDateString() === new Date().toDateString() ? TIME : DAY_AND_TIME).format(date);
}

/** A number of milliseconds, for example "4.2 s" or "3 min 20 s". */
export function duration(millis) {
  if (millis < 1000) {
    return `${Math.round(millis)} ms`;
  }
  if (millis < 60_000) {
    return `${(millis / 1000).toFixed(1)} s`;
  }
  const minutes = Math.floor(millis / 60_000);
  return minutes < 60 ? `${minutes} min ${Math.floor((millis % 60_000) / 1000)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** A size of memory or data: 12 KB, 512 MB, 1.5 GB; nothing for 0. */
export function bytes(value) {
  const megabytes = value / (1 << 20);
  if (megabytes < 1) {
    return value === 0 ? '–' : `${Math.ceil(value / 1024)} KB`;
  }
  return megabytes < 1000 ? `${Math.round(megabytes)} MB` : `${(megabytes / 1024).toFixed(1)} GB`;
}
