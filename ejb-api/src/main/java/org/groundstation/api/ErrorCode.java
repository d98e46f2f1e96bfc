package org.groundstation.api;

/**
 * Every error that Groundstation reports, by number. Numbers are never reused and never change their meaning; new ones
 * are appended to their block. {@code docs/errors.md} is generated from this list.
 *
 * <p>Blocks: 1xxx scripts, 2xxx runtimes and Launchpad, 3xxx connector and binary exchange, 4xxx table jobs,
 * 5xxx databases, 6xxx server and console, 9xxx bugs.
 */
public enum ErrorCode {
    SCRIPT_SYNTAX(1001, ErrorKind.USER, "the script does not compile: %s",
            "Correct the line that is named."),
    SCRIPT_FAILED(1002, ErrorKind.USER, "the script raised %s",
            "Read the traceback; only lines of your script are listed."),
    OUTPUT_SCHEMA_MISMATCH(1003, ErrorKind.USER, "OutputDataSet does not fit the declared result schema: %s",
            "Change the script's OutputDataSet or the declared result schema."),
    OUTPUT_NOT_TABULAR(1004, ErrorKind.USER, "OutputDataSet cannot be returned as rows: %s",
            "Assign a pandas DataFrame, a pyarrow Table or a RecordBatch to it."),
    SQL_TYPE_UNSUPPORTED(1005, ErrorKind.USER, "column '%s' has the SQL type %s, which cannot be sent to a script",
            "CAST it in the query to a supported type, for example VARCHAR; a table job leaves it out by listing the columns that it reads."),
    PARAMETER_INVALID(1006, ErrorKind.USER, "parameter '%s': %s",
            "Declare the parameter in the script with its type and pass a value of that type."),
    OUTPUT_PARAMETER_INVALID(1007, ErrorKind.USER, "output parameter '%s': %s",
            "Assign a value of the declared type to the global variable of that name."),
    SCRIPT_TIMED_OUT(1008, ErrorKind.USER, "the script ran longer than its timeout of %d ms and was ended",
            "Make the script shorter, send fewer rows, or raise the script's timeout."),
    SCRIPT_CANCELLED(1009, ErrorKind.USER, "the script was cancelled: %s",
            "Run it again if it should not have been cancelled."),
    ROW_COUNT_CHANGED(1010, ErrorKind.USER, "the script returned %d rows for a batch of %d rows",
            "Return one row for each input row."),
    PACKAGE_MISSING(1011, ErrorKind.USER, "the script imports '%s', which is not installed in the runtime",
            "Install the package into the runtime (pip install) and restart the server."),
    SCRIPT_INVALID(1012, ErrorKind.USER, "the script cannot be built: %s",
            "Give every required part of ExternalScript a valid value."),
    INPUT_FAILED(1013, ErrorKind.EXTERNAL, "the input rows could not be read: %s",
            "Run the query by itself; fix it or the database."),
    ROW_CONVERSION(1014, ErrorKind.USER, "a row cannot be converted to %s: %s",
            "Use component names and types that match the result columns."),
    ARRAY_NESTED(1015, ErrorKind.USER, "column '%s' holds an array of more than one dimension, which cannot be sent to a script",
            "Flatten it in the query, on PostgreSQL with array(select unnest(column)), or CAST it to text."),
    INPUT_VALUE_UNFIT(1016, ErrorKind.USER, "column '%s' holds a value that cannot be sent to a script: %s",
            "Convert it before, for example with a CAST in the query, or leave the column out; a table job reads only the columns that it lists."),
    ARROW_UNSUPPORTED(1017, ErrorKind.USER, "the Arrow data cannot be sent to a script: %s",
            "Write it uncompressed, little-endian and with types that docs/reference/types.md lists."),
    OUTPUT_VALUE_UNFIT(1018, ErrorKind.USER, "column '%s' of OutputDataSet cannot be returned: %s",
            "Declare the result schema, or convert the column in the script."),
    QUERY_NOT_COMMITTED(1019, ErrorKind.EXTERNAL, "the script has ended, but what its query wrote could not be committed: %s",
            "Read the database's message; nothing that the query wrote was kept."),

    PYTHON_MISSING(2001, ErrorKind.RESOURCES, "no Python interpreter was found (%s)",
            "Install Python 3.11 or newer (Debian: apt-get install python3 python3-venv), or set groundstation.python.home."),
    PYTHON_TOO_OLD(2002, ErrorKind.RESOURCES, "%s is Python %s, but 3.11 or newer is needed",
            "Install Python 3.11 or newer, or point groundstation.python.home at an environment made with it."),
    RUNTIME_PACKAGE_MISSING(2003, ErrorKind.RESOURCES, "the Python runtime %s lacks the package '%s'",
            "Run 'java -jar groundstation.jar make-runtime', or install the package into that runtime."),
    RUNTIME_MISSING(2004, ErrorKind.RESOURCES, "there is no Python runtime in %s",
            "Run 'java -jar groundstation.jar make-runtime', or set groundstation.python.home to an environment that has "
                    + "pandas, pyarrow, numpy and scikit-learn."),
    RUNTIME_NOT_MADE(2005, ErrorKind.RESOURCES, "the Python runtime %s could not be made: %s",
            "Check the network and the package index, then run the command again."),
    LAUNCH_FAILED(2006, ErrorKind.EXTERNAL, "no satellite could be started: %s",
            "Look at the server log for what the launcher said; check memory and process limits."),
    LAUNCH_TIMED_OUT(2007, ErrorKind.RESOURCES, "satellite %d did not report within %d ms",
            "Raise groundstation.launch.timeout, or find out what slows the machine down."),
    LAUNCHPAD_STOPPED(2008, ErrorKind.RESOURCES, "the Launchpad is stopped",
            "Retry when the server is up again."),
    ISOLATION_MISSING(2009, ErrorKind.RESOURCES, "the isolation layer '%s' is required and cannot be put on: %s",
            "Let this machine grant it (docs/operations.md says how), or set groundstation.isolation.<layer> to preferred."),
    ISOLATION_NONE(2010, ErrorKind.RESOURCES, "nothing on this machine keeps scripts away from the server's files: %s",
            "Let this machine grant one of these layers (docs/operations.md says how), or set groundstation.isolation.trusted if all "
                    + "scripts are trusted."),
    ACCOUNTS_EXHAUSTED(2011, ErrorKind.RESOURCES, "all %d worker accounts were in use for %d ms",
            "Retry later, or raise groundstation.accounts.count (at most 100) or groundstation.accounts.wait."),
    ACCOUNT_NOT_MADE(2012, ErrorKind.RESOURCES, "the worker account %s could not be made: %s",
            "Run make-accounts as root, with ids that are free (groundstation.accounts.first)."),
    LAUNCHER_TIMED_OUT(2013, ErrorKind.RESOURCES, "Python did not import its packages within %d ms",
            "Raise groundstation.launcher.timeout, or find out what slows the machine down."),
    RUNTIME_UNKNOWN(2014, ErrorKind.USER, "no launcher of this server runs %s",
            "Ask for a language and a runtime that this server has."),
    MEMORY_CLOSED(2015, ErrorKind.RESOURCES, "this JVM does not let Arrow reach its memory: the package java.nio is closed to it",
            "Add --add-opens=java.base/java.nio=ALL-UNNAMED to the JVM options of the server (docs/administer/servers.md says where) and start it again."),
    SERVER_INCOMPLETE(2016, ErrorKind.RESOURCES, "this server lacks a class that Groundstation needs: %s",
            "Give the server what docs/administer/servers.md lists for it, and start it again."),
    RESOURCE_POOL_INVALID(2021, ErrorKind.USER, "the external resource pool cannot be used: %s",
            "Give it a name and limits within their ranges; the default pool cannot be dropped."),
    RESOURCE_POOL_UNKNOWN(2022, ErrorKind.USER, "there is no external resource pool '%s'",
            "Name a pool that an administrator has defined, or none for the default one."),
    RESOURCE_POOL_BUSY(2023, ErrorKind.RESOURCES, "%d scripts were running in the external resource pool '%s' for %d ms",
            "Retry later, or let an administrator raise the pool's number of scripts or its queue time-out."),
    NETWORK_GRANT_INVALID(2031, ErrorKind.USER, "the network cannot be granted: %s",
            "Give a host's name or IPv4 address, a port, and the fingerprint of a script or none."),
    NETWORK_GRANT_UNKNOWN(2032, ErrorKind.USER, "there is no grant for %s",
            "List the grants and name one of them."),
    NETWORK_GRANT_UNAVAILABLE(2033, ErrorKind.RESOURCES, "no network can be granted: %s",
            "Let this machine grant the isolation layers namespaces and root (docs/operations.md says how)."),

    POOL_FULL(3001, ErrorKind.RESOURCES, "no satellite became free in time: %s",
            "Retry later, close connections earlier, or raise the pool's size or its maximum wait."),
    CONNECTION_CLOSED(3002, ErrorKind.USER, "this satellite connection is closed",
            "Use a connection only between getConnection() and close()."),
    SATELLITE_LOST(3003, ErrorKind.EXTERNAL, "satellite %d ended while it was in use (%s)",
            "Retry: a new connection gets a new satellite. If it happens again, look for memory limits and crashes in native code."),
    PROTOCOL_VIOLATION(3004, ErrorKind.INTERNAL, "satellite %d broke the exchange protocol and was ended: %s",
            "Retry; if it happens again, report it together with the script."),
    FRAME_TOO_LARGE(3005, ErrorKind.USER, "a frame of %d bytes is larger than the limit of %d bytes",
            "Send or return fewer rows at a time, or raise groundstation.exchange.frame.max."),
    RESULT_CLOSED(3006, ErrorKind.USER, "this script result is closed",
            "Read rows and batches before close()."),
    CONNECTION_BUSY(3007, ErrorKind.USER, "this satellite connection already runs a script",
            "Finish or close the open session first, or use another connection."),
    MEMORY_EXCEEDED(3008, ErrorKind.USER, "satellite %d exceeded its memory limit of %d MB",
            "Send fewer rows at a time, use less memory in the script, or raise groundstation.satellite.memory or the limit of its resource pool."),
    PROCESSES_EXCEEDED(3009, ErrorKind.USER, "satellite %d exceeded its limit of %d processes and was ended",
            "Start fewer processes, or let an administrator raise the limit of its external resource pool."),
    SATELLITE_UNKNOWN(3010, ErrorKind.USER, "no satellite in use has the number %d",
            "List the satellites. A spare is not in use yet, and one that has ended is gone."),

    TABLE_NOT_FOUND(4001, ErrorKind.USER, "there is no table or view '%s'",
            "Check the name, its schema and the rights of the database user."),
    COLUMN_NOT_FOUND(4002, ErrorKind.USER, "table '%s' has no column '%s'",
            "Check the column's name; names are compared without regard to case."),
    KEY_HAS_NULLS(4003, ErrorKind.USER, "key column '%s' of '%s' holds NULL",
            "Choose a key without NULL, or score a view that leaves those rows out."),
    KEY_NOT_UNIQUE(4004, ErrorKind.USER, "key '%s' of '%s' is not unique: %s appears more than once",
            "Choose a unique key, of several columns where no single one is unique; a table without any needs one, for example an identity column."),
    KEY_TYPE_UNSUPPORTED(4005, ErrorKind.USER, "key column '%s' of '%s' has the type %s, which cannot be a key",
            "Use an integer, decimal, text, enum, uuid, date or timestamp key, or several such columns together."),
    TARGET_MISMATCH(4006, ErrorKind.USER, "target table '%s' does not take the result: %s",
            "Let the job create the table, or give it the columns of the result schema."),
    JOB_INVALID(4007, ErrorKind.USER, "the table job cannot be built: %s",
            "Give every required part of TableJob a valid value."),
    JOB_NOT_FOUND(4008, ErrorKind.USER, "there is no table job %d",
            "List the jobs and use one of their ids."),
    JOB_STATE(4009, ErrorKind.USER, "table job %d is %s and cannot be %s",
            "RUNNING jobs can be stopped, STOPPED and FAILED ones restarted; one that is STOPPING ends after its chunks."),
    JOB_FENCED(4010, ErrorKind.EXTERNAL, "table job %d was taken over by another server; this one wrote nothing",
            "Nothing to do: the other server continues the job."),
    MODEL_NOT_FOUND(4011, ErrorKind.USER, "there is no stored model '%s'",
            "Store the model first, or check its name."),
    KEY_NOT_RETURNED(4012, ErrorKind.USER, "the script returned keys that were not in its batch: %s",
            "Return the key column unchanged, each key once."),
    MODEL_INVALID(4013, ErrorKind.USER, "the model cannot be stored: %s",
            "Give the model a name and a content."),
    ROWS_NOT_WRITTEN(4014, ErrorKind.USER, "%d rows were sent to '%s', but the database counted %d; nothing of the chunk was kept",
            "Look for a trigger or a rule on that table that drops or adds rows."),
    TARGET_VALUE_UNFIT(4015, ErrorKind.USER, "column '%s' of '%s' cannot keep the value %s of key %s: %s",
            "Round or shorten the value in the script, or widen the column."),
    TARGET_CHANGED(4016, ErrorKind.USER, "the target '%s' is not what it was when the job was planned: %s",
            "Change it back and restart the job, or start the job anew."),
    RUN_INCOMPLETE(4017, ErrorKind.USER, "table job %d came to its end, but its numbers do not add up: %s",
            "Look who else writes to these tables, then compare them by key; the rows in question are not known."),
    IDEMPOTENCY_KEY_REUSED(4018, ErrorKind.USER, "the idempotency key '%s' has started another job, number %d",
            "Use a new key for each job; repeat one only with the same job."),
    RUN_HOPELESS(4019, ErrorKind.EXTERNAL, "table job %d was continued %d times without writing a row in %d minutes; the last time it was interrupted by: %s",
            "Fix what the message names, then restart the job: it goes on where it is."),

    DATABASE_UNAVAILABLE(5001, ErrorKind.EXTERNAL, "the database cannot be reached: %s",
            "Start the database or fix the connection; running jobs continue by themselves."),
    DATABASE_REFUSED(5002, ErrorKind.EXTERNAL, "the database refused a statement: %s",
            "Read the database's message; check rights, constraints and space."),
    DATABASE_UNSUPPORTED(5003, ErrorKind.USER, "there is no dialect for the database at %s",
            "Use PostgreSQL, MariaDB or H2."),
    DATABASE_BUSY(5004, ErrorKind.RESOURCES, "no connection to the database became free in time: %s",
            "All connections that the database, its user or the server's pool allows are in use. Wait until others have finished, as table jobs do by themselves, or allow more."),

    SETTING_INVALID(6001, ErrorKind.USER, "setting %s has the value '%s': %s",
            "Correct the setting; docs/operations.md lists every setting with its unit."),
    PORT_IN_USE(6002, ErrorKind.RESOURCES, "port %d of %s is in use",
            "Stop the other program, or choose another port with groundstation.http.port."),
    DATA_FOLDER_LOCKED(6003, ErrorKind.RESOURCES, "another server already runs on the data folder %s",
            "Stop it, or give this server a folder of its own with groundstation.data."),
    DATA_FOLDER_UNUSABLE(6004, ErrorKind.RESOURCES, "the data folder %s cannot be used: %s",
            "Choose a folder that this user may write with groundstation.data."),
    LOGIN_REFUSED(6005, ErrorKind.USER, "the name or the password is wrong",
            "Check both; after several failures the account waits a moment before it answers."),
    REQUEST_INVALID(6006, ErrorKind.USER, "the request cannot be read: %s",
            "Send what /api/openapi describes."),
    JAVA_TOO_OLD(6007, ErrorKind.RESOURCES, "this is Java %s, but 17 or newer is needed",
            "Install it (Debian: apt-get install openjdk-17-jre-headless) and run its java command."),
    LOGIN_NEEDED(6008, ErrorKind.USER, "this call needs a login",
            "Log in with POST /api/session."),
    FORBIDDEN(6009, ErrorKind.USER, "this account may not do that",
            "Ask an administrator."),
    HEADER_MISSING(6010, ErrorKind.USER, "the header X-Groundstation is missing",
            "Send it with any value."),
    COMMAND_INVALID(6011, ErrorKind.USER, "the command line is wrong: %s",
            "Call it as its usage says."),
    SYSTEM_UNSUPPORTED(6012, ErrorKind.RESOURCES, "satellites are forked on Linux only; this is %s",
            "Set groundstation.launcher to spawn, which has no isolation, or run the server on Linux: in a container, a virtual machine, or on "
                    + "Windows in WSL 2."),

    INTERNAL(9001, ErrorKind.INTERNAL, "an unexpected error occurred: %s",
            "Report it together with the server log.");

    private final int number;
    private final ErrorKind kind;
    private final String message;
    private final String remedy;

    ErrorCode(int number, ErrorKind kind, String message, String remedy) {
        this.number = number;
        this.kind = kind;
        this.message = message;
        this.remedy = remedy;
    }

    /** The code as users see it, for example {@code GS-1002}. */
    public String id() {
        return "GS-" + number;
    }

    /** Who can fix it. */
    public ErrorKind kind() {
        return kind;
    }

    /** What happened, with {@code %s} and {@code %d} where the values go. */
    public String template() {
        return message;
    }

    /** What to do about it: one or two sentences. */
    public String remedy() {
        return remedy;
    }

    /** The whole text: code, what happened with which values, and the remedy. */
    public String text(Object... values) {
        String what = String.format(java.util.Locale.ROOT, message, values);
        return id() + ": " + what + (what.endsWith(".") ? " " : ". ") + remedy;
    }
}
