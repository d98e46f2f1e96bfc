/**
 * The station as it changes. Reconnects by itself; `onLost` is called once for each interruption, and `onClosed` when
 * the server refuses the stream (the session has ended).
 */
export class LiveServer {
  #source;
  #lost = false;

  constructor({ onSnapshot, onLost, onClosed }) {
    this.#source = new EventSource('api/events');
    this.#source.addEventListener('station', (event) => {
      this.#lost = false;
      onSnapshot(JSON.parse(event.data));
    });
    this.#source.addEventListener('error', () => {
      if (this.#source.readyState === EventSource.CLOSED) {
        onClosed();
      } else if (!this.#lost) {
        this.#lost = true;
        onLost();
      }
    });
  }

  close() {
    this.#source.close();
  }
}
