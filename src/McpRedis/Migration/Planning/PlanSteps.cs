using McpRedis.Migration.Copying;
using McpRedis.Migration.Selection;

namespace McpRedis.Migration.Planning;

/// <summary>What would be done, in words, and the commands each side would be sent.</summary>
internal static class PlanSteps
{
    public static IReadOnlyList<string> Of(PlanInput input, MigrationPath path)
    {
        string source = input.Ends.Source.Options.Name, target = input.Ends.Target.Options.Name;
        string live = input.Options.Live ? "Carry over what changes meanwhile, until redis_job_cancel." : "Nobody may write to the source meanwhile: changes during the copy are not carried over.";
        string cutOver = input.Options.Live
            ? $"Cut over, which is asked for on its own (redis_migration_start with cutOver): hold writers on '{source}' back, wait until all has arrived, compare, let clients go to '{target}'."
            : $"Cut over: stop writers on '{source}', wait until all has arrived, compare, let clients go to '{target}'.";
        return path switch
        {
            MigrationPath.Replicate =>
            [
                $"'{target}' follows '{source}' itself: it drops what it holds, loads what '{source}' sends, and takes every change.",
                cutOver,
                $"Promote '{target}' and put back the settings it followed with.",
            ],
            MigrationPath.Serve =>
            [
                $"Read the data set of '{source}' and translate it into the format of '{target}'.",
                $"'{target}' follows this program, drops what it holds and loads that; it must be able to connect to this machine.",
                $"Promote '{target}'.",
                live,
                cutOver,
            ],
            MigrationPath.Sync => [$"Receive the data set of '{source}' as a replica would, into a file here.", $"Restore its keys on '{target}', each with its expiry as a point in time.", live, cutOver],
            MigrationPath.Scan => [$"Walk over the keys of '{source}'; dump each with its expiry.", $"Restore it on '{target}' with its expiry as a point in time; keys that have expired stay behind.", live, cutOver],
            _ => [$"Walk over the keys of '{source}'; read each in pieces by its type.", $"Write it on '{target}' under a temporary name, set its expiry, then rename.", live, cutOver],
        };
    }

    public static (IReadOnlyList<string> Source, IReadOnlyList<string> Target) Commands(PlanInput input, MigrationPath path)
    {
        string replace = input.Options.Selection.Collision == CollisionPolicy.Replace ? " REPLACE" : "";
        var use = IdleTimes.Copied(input.Options, input.Source, input.Target);
        string idle = use switch { UseMeasure.IdleTime => " IDLETIME seconds", UseMeasure.Frequency => " FREQ count", _ => "" };
        string[] used = use switch { UseMeasure.IdleTime => ["OBJECT IDLETIME key"], UseMeasure.Frequency => ["OBJECT FREQ key"], _ => [] };
        string[] select = input.Databases.Any(size => size.Database != 0) ? ["SELECT database"] : [];
        string[] sync = input.Options.Live ? ["REPLCONF listening-port 0", "REPLCONF capa eof capa psync2", "PSYNC ? -1", "REPLCONF ACK offset"] : ["REPLCONF version 9.0.0", "REPLCONF rdb-only 1", "REPLCONF capa eof", "SYNC"];
        string[] expiry = input.Source.Rights["PEXPIRETIME"].IsOpen ? ["PEXPIRETIME key"] : ["TIME", "PTTL key"];
        string[] pause = input.Options.Live ? ["CLIENT PAUSE ms WRITE, CLIENT UNPAUSE (at the cut-over)"] : [];
        string[] again = input.Options.Live ? ["MEMORY USAGE key", "TYPE key", .. expiry, "DUMP key"] : [];
        string[] events = input.Options.Live ? ["PSUBSCRIBE __keyspace@*__:*", "PING", .. again, .. pause] : [];
        string[] every = input.Options.Live ? ["MULTI, EXEC", "every command that the source tells of a change", "SET, GET, UNLINK mcp-redis:tail:*"] : [];
        string[] gone = input.Options.Live ? ["RESTORE … REPLACE, UNLINK key (of what changed)"] : [];
        string[] types = input.Options.Selection.Filter.NeedsType ? ["TYPE key"] : [];
        string restore = $"RESTORE key unix-time-ms payload ABSTTL{replace}{idle}";
        return path switch
        {
            MigrationPath.Replicate => (["INFO", .. pause], ["CONFIG SET masteruser, masterauth, tls-replication (put back at the end)", "REPLICAOF host port", "INFO replication", "REPLICAOF NO ONE"]),
            MigrationPath.Serve => (sync, ["CONFIG SET masteruser, masterauth, tls-replication, repl-diskless-load (put back at the end)", "REPLICAOF host port (of this program)", "INFO, ROLE", "REPLICAOF NO ONE"]),
            MigrationPath.Sync => ([.. sync, .. input.Options.Live ? ["INFO", .. again, .. pause] : Array.Empty<string>()], ["INFO", .. select, restore, .. every]),
            MigrationPath.Scan => (["INFO", .. select, "SCAN cursor COUNT n", .. types, .. used, .. expiry, "DUMP key", .. events], ["INFO", .. select, restore, .. gone]),
            _ => (["INFO", .. select, "SCAN cursor COUNT n", "TYPE key", "MEMORY USAGE key", "STRLEN, GETRANGE | LRANGE | SSCAN, SCARD | ZSCAN, ZCARD | HSCAN, HLEN, HPEXPIRETIME | XRANGE, XPENDING, XINFO", .. expiry],
                ["INFO", .. select, "EXISTS key", "UNLINK temporary", "SET, APPEND | RPUSH | SADD | ZADD | HSET, HPEXPIREAT | XADD, XDEL, XGROUP, XCLAIM, XSETID temporary", "PEXPIRE temporary", "STRLEN | LLEN | SCARD | ZCARD | HLEN | XLEN temporary", "PEXPIREAT or PERSIST temporary",
                    input.Options.Selection.Collision == CollisionPolicy.Replace ? "RENAME temporary key" : "RENAMENX temporary key"]),
        };
    }

    public static string Rollback(PlanInput input, MigrationPath path)
    {
        string stays = $"'{input.Ends.Source.Options.Name}' is only read and keeps all it holds: until the cut-over nothing need be undone there, after it clients go back to it, without what was written to the target since.";
        string target = path is MigrationPath.Replicate or MigrationPath.Serve
            ? input.TargetIsEmpty ? "The target was empty before." : "What the target held is gone with the copy: save it first if it matters."
            : (input.TargetIsEmpty, input.Options.Selection.Collision) switch
            {
                (true, _) => "The target was empty before: emptying it undoes the copy.",
                (_, CollisionPolicy.Replace) => "Keys of the target that are replaced cannot be brought back: save it first if they matter.",
                _ => "Keys of the target stay as they are; which of the others were copied is not kept: a rename that gives them a prefix of their own would tell.",
            };
        return $"{stays} {target}";
    }
}
