package org.groundstation.adapter;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.imageio.ImageIO;
import org.apache.arrow.memory.BufferAllocator;
import org.apache.arrow.memory.RootAllocator;
import org.apache.arrow.vector.Float8Vector;
import org.apache.arrow.vector.VectorSchemaRoot;
import org.apache.arrow.vector.ipc.ArrowReader;
import org.apache.arrow.vector.types.pojo.Schema;
import org.groundstation.api.ExternalScript;
import org.groundstation.api.ExternalScript.DataFormat;
import org.groundstation.api.ResultSchema;
import org.groundstation.api.SatelliteConnection;
import org.groundstation.api.ScriptInput;
import org.groundstation.api.ScriptResult;
import org.groundstation.api.SqlType;
import org.groundstation.api.admin.IsolationView;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What scripts legitimately do works under every layer of isolation that this process may put on. The build runs it twice,
 * the second time without root's powers.
 */
@Timeout(180)
class ScriptCompatibilityTest {
    private static final int CAP_SETUID = 7;
    private static final int CAP_SYS_ADMIN = 21;
    private static final long LARGE = 500L << 20;
    private static TestAdapter station;

    @BeforeAll
    static void start() throws Exception {
        station = new TestAdapter();
    }

    @AfterAll
    static void stop() {
        station.close();
    }

    @Test
    void everyLayerIsActive() throws Exception {
        assertThat(run("result = 'ready'")).isEqualTo("ready");
        IsolationView found = station.adapter.monitor().isolation();
        List<String> expected = new ArrayList<>(List.of("limits", "capabilities", "privileges", "landlock", "seccomp"));
        if (has(CAP_SETUID)) {
            expected.add("account");
        }
        // Worker accounts do not go together with the user namespace that others need.
        if (has(CAP_SYS_ADMIN) ? may("--mount") : !has(CAP_SETUID) && may("--user")) {
            expected.addAll(List.of("namespaces", "root"));
        }
        if (found.has("cgroup")) { // who may write the machine's groups cannot be told from capabilities
            expected.add("cgroup");
        }
        assertThat(found.layers().stream().filter(IsolationView.Layer::active).map(IsolationView.Layer::name))
                .as(found.summary()).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void pandasWithItsFileFormats() {
        assertThat(run("""
                import pathlib
                frame = pandas.DataFrame({"day": pandas.date_range("2026-01-01", periods=1000, freq="h"), "k": numpy.arange(1000) % 7, "x": 0.5})
                frame.to_parquet("frame.parquet", partition_cols=["k"])
                frame.to_csv("frame.csv.gz", index=False)
                joined = pandas.read_parquet("frame.parquet").merge(pandas.read_csv("frame.csv.gz", parse_dates=["day"]), on="day")
                weekly = joined.set_index("day").tz_localize("Europe/Vienna", ambiguous="NaT", nonexistent="NaT").groupby("k_x", observed=True)["x_x"].sum()
                result = f"{len(joined)} {weekly.sum()} {pathlib.Path.home() == pathlib.Path.cwd()}"
                """)).isEqualTo("1000 500.0 True");
    }

    @Test
    void numpyOnThreads() {
        assertThat(run("""
                from concurrent.futures import ThreadPoolExecutor
                from threadpoolctl import threadpool_info, threadpool_limits
                matrix = numpy.random.default_rng(7).random((600, 600))
                with threadpool_limits(2, "blas"):
                    threads = max(pool["num_threads"] for pool in threadpool_info() if pool["user_api"] == "blas")
                    with ThreadPoolExecutor(4) as pool:
                        products = list(pool.map(lambda _: matrix @ matrix.T, range(8)))
                    numpy.linalg.svd(matrix)
                result = f"{threads} {all(numpy.allclose(product, products[0]) for product in products)}"
                """)).isEqualTo("2 True");
    }

    @Test
    void scikitLearnOnTwoProcessors() {
        assertThat(run("""
                from sklearn.datasets import make_classification
                from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
                from sklearn.linear_model import LogisticRegression
                from sklearn.model_selection import GridSearchCV, cross_val_score
                x, y = make_classification(2000, random_state=7)
                forest = RandomForestClassifier(20, n_jobs=2, random_state=7).fit(x, y)
                search = GridSearchCV(LogisticRegression(), {"C": [0.1, 1, 10]}, n_jobs=2).fit(x, y)
                folds = cross_val_score(HistGradientBoostingClassifier(max_iter=10), x, y, cv=3, n_jobs=2)
                result = " ".join(str(score > 0.8) for score in (forest.score(x, y), search.best_score_, folds.mean()))
                """)).isEqualTo("True True True");
    }

    @Test
    void joblibWithProcessesThreadsAndMemoryMaps() {
        assertThat(run("""
                import os
                from joblib import Memory, Parallel, delayed, dump, load
                def total(values, factor):
                    return float(values.sum()) * factor, isinstance(values, numpy.memmap), os.getpid()
                data = numpy.ones(1 << 20)
                loky = Parallel(n_jobs=2, max_nbytes="1M")(delayed(total)(data, factor) for factor in range(4))
                threads = Parallel(n_jobs=2, backend="threading")(delayed(total)(data, factor) for factor in range(4))
                multiprocessing = Parallel(n_jobs=2, backend="multiprocessing")(delayed(total)(data, factor) for factor in range(4))
                dump(data, "data.joblib")
                cached = Memory("cache", verbose=0).cache(total)
                assert cached(load("data.joblib", mmap_mode="r"), 2)[:2] == (2.0 * (1 << 20), True)
                sums = [[row[0] / (1 << 20) for row in rows] for rows in (loky, threads, multiprocessing)]
                result = f"{sums[0] == sums[1] == sums[2] == [0, 1, 2, 3]} {all(row[1] for row in loky)} {os.getpid() in {row[2] for row in loky}}"
                """)).isEqualTo("True True False");
    }

    @Test
    void multiprocessingInEveryWayOfStarting() {
        assertThat(run("""
                import math, multiprocessing
                def square(number):
                    return number * number
                with multiprocessing.get_context("fork").Pool(2) as pool:
                    squares = pool.map(square, range(5))
                roots = []
                for method in ("spawn", "forkserver"):
                    with multiprocessing.get_context(method).Pool(2) as pool:
                        roots.append(pool.map(math.sqrt, squares))
                with multiprocessing.Manager() as manager:
                    shared = manager.dict(squares=squares)
                    worker = multiprocessing.get_context("fork").Process(target=shared.update, args=({"done": True},))
                    worker.start()
                    worker.join()
                    done = shared["done"]
                queue = multiprocessing.Queue()
                multiprocessing.Process(target=queue.put, args=("said",)).start()
                result = f"{squares} {roots[0] == roots[1] == [0, 1, 2, 3, 4]} {done} {queue.get(timeout=20)}"
                """)).isEqualTo("[0, 1, 4, 9, 16] True True said");
    }

    @Test
    void sharedMemoryOfSeveralProcesses() {
        assertThat(run("""
                import multiprocessing
                from multiprocessing.shared_memory import SharedMemory
                memory = SharedMemory(create=True, size=64 << 20)
                lock = multiprocessing.Lock()
                def add(name, slot):
                    other = SharedMemory(name)
                    with lock:
                        numpy.ndarray((8 << 20,), dtype="int64", buffer=other.buf)[slot::2] = slot + 1
                    other.close()
                workers = [multiprocessing.get_context("fork").Process(target=add, args=(memory.name, slot)) for slot in range(2)]
                [worker.start() for worker in workers]
                [worker.join() for worker in workers]
                result = str(numpy.ndarray((8 << 20,), dtype="int64", buffer=memory.buf).sum() / (8 << 20))
                memory.close()
                memory.unlink()
                """)).isEqualTo("1.5");
    }

    @Test
    void programsAndPipes() {
        assertThat(run("""
                import os, signal, subprocess, sys, tempfile
                text = subprocess.run("printf 'b\\\\na\\\\n' | sort | tr '\\\\n' ' '", shell=True, capture_output=True, text=True, check=True).stdout
                version = subprocess.run([sys.executable, "-c", "import numpy; print(numpy.__version__)"], capture_output=True, text=True, check=True)
                sleeper = subprocess.Popen(["sleep", "60"])
                sleeper.send_signal(signal.SIGTERM)
                with tempfile.NamedTemporaryFile() as file:
                    inside = file.name.startswith(os.getcwd())
                result = f"{text}{version.stdout.strip() == numpy.__version__} {sleeper.wait(20)} {inside}"
                """)).isEqualTo("a b True -15 True");
    }

    @Test
    void asynchronousScripts() {
        assertThat(run("""
                import asyncio
                async def program(word):
                    process = await asyncio.create_subprocess_exec("echo", word, stdout=asyncio.subprocess.PIPE)
                    return (await process.communicate())[0].decode().strip()
                async def serve():
                    async def upper(reader, writer):
                        writer.write((await reader.readline()).upper())
                        await writer.drain()
                        writer.close()
                    async with await asyncio.start_unix_server(upper, "upper.sock"):
                        reader, writer = await asyncio.open_unix_connection("upper.sock")
                        writer.write(b"socket\\n")
                        answer = (await reader.readline()).decode().strip()
                        writer.close()
                        return answer
                async def main():
                    return await asyncio.gather(program("one"), program("two"), asyncio.to_thread(str, 3), serve())
                result = " ".join(asyncio.run(main()))
                """)).isEqualTo("one two 3 SOCKET");
    }

    @Test
    void sqliteInAFile() {
        assertThat(run("""
                import sqlite3, threading
                with sqlite3.connect("scores.db") as database:
                    database.execute("pragma journal_mode = wal")
                    pandas.DataFrame({"id": range(1000), "x": 0.5}).to_sql("scores", database, index=False)
                def insert():
                    with sqlite3.connect("scores.db", timeout=20) as other:
                        other.execute("insert into scores values (1000, 1)")
                thread = threading.Thread(target=insert)
                thread.start()
                thread.join()
                result = str(pandas.read_sql("select count(*) n, sum(x) x from scores", sqlite3.connect("scores.db")).values.tolist())
                """)).isEqualTo("[[1001.0, 501.0]]");
    }

    @Test
    void aPlotComesBackAsPicture() throws Exception {
        ExternalScript script = ExternalScript.python("""
                import io
                import matplotlib.pyplot as pyplot
                figure, axes = pyplot.subplots(figsize=(4, 3), dpi=100)
                axes.plot(numpy.sin(numpy.linspace(0, 6, 100)), label="$\\\\sin(x)$")
                axes.set_title("Groundstation")
                axes.legend()
                png = io.BytesIO()
                figure.savefig(png)
                picture = png.getvalue()
                """).outputParameter("picture", SqlType.VARBINARY).build();
        try (SatelliteConnection connection = station.factory().getConnection(); ScriptResult result = connection.execute(script)) {
            BufferedImage picture = ImageIO.read(new ByteArrayInputStream(result.outputParameter("picture", byte[].class)));
            assertThat(picture.getWidth()).isEqualTo(400);
            assertThat(picture.getHeight()).isEqualTo(300);
        }
    }

    @Test
    void aFrameOf500MegabytesIsMadeInside() {
        assertThat(run("""
                frame = pandas.DataFrame({"k": numpy.arange(%d // 16) %% 10, "x": 0.5})
                result = f"{frame.memory_usage(index=False).sum() >> 20} {frame.groupby('k')['x'].sum().sum() / len(frame)}"
                """.formatted(LARGE))).isEqualTo("500 0.5");
    }

    @Test
    void aFrameOf500MegabytesGoesInAndComesBack() {
        ExternalScript script = ExternalScript.python("OutputDataSet = pandas.DataFrame({'x': InputDataSet['x'] * 2})")
                .dataFormat(DataFormat.PANDAS).resultSchema("x double").build();
        try (RootAllocator allocator = new RootAllocator();
                SatelliteConnection connection = station.factory().getConnection();
                ScriptResult result = connection.execute(script, ScriptInput.batches(new Halves(allocator)))) {
            assertThat(result.rowCount()).isEqualTo(LARGE / Double.BYTES);
            assertThat(result.batches()).allSatisfy(batch -> {
                assertThat(((Float8Vector) batch.getVector(0)).get(0)).isEqualTo(1);
                assertThat(((Float8Vector) batch.getVector(0)).get(batch.getRowCount() - 1)).isEqualTo(1);
            });
        }
    }

    private static String run(String script) {
        try (SatelliteConnection connection = station.factory().getConnection();
                ScriptResult result = connection.execute(ExternalScript.python(script).outputParameter("result", SqlType.VARCHAR).build(), ScriptInput.none(),
                        Map.of())) {
            return result.outputParameter("result", String.class);
        }
    }

    private static boolean has(int capability) throws IOException {
        String line = Files.readAllLines(Path.of("/proc/self/status")).stream().filter(one -> one.startsWith("CapEff:")).findFirst().orElseThrow();
        return (Long.parseUnsignedLong(line.substring("CapEff:".length()).strip(), 16) >> capability & 1) == 1;
    }

    private static boolean may(String unshare) throws IOException, InterruptedException {
        return new ProcessBuilder("unshare", unshare, "true").start().waitFor() == 0;
    }

    /** 500 MB of the number 0.5, a batch at a time. */
    private static final class Halves extends ArrowReader {
        private static final int BATCH_ROWS = 1 << 16;
        private long left = LARGE / Double.BYTES;

        private Halves(BufferAllocator allocator) {
            super(allocator);
        }

        @Override
        public boolean loadNextBatch() throws IOException {
            prepareLoadNextBatch();
            VectorSchemaRoot batch = getVectorSchemaRoot();
            int rows = (int) Math.min(BATCH_ROWS, left);
            for (int row = 0; row < rows; row++) {
                ((Float8Vector) batch.getVector(0)).setSafe(row, 0.5);
            }
            batch.setRowCount(rows);
            left -= rows;
            return rows > 0;
        }

        @Override
        public long bytesRead() {
            return LARGE - left * Double.BYTES;
        }

        @Override
        protected void closeReadSource() {
            // it holds nothing
        }

        @Override
        protected Schema readSchema() {
            return ResultSchema.parse("x double").arrowSchema();
        }
    }
}
