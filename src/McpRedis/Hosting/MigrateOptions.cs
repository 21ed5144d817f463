using System.CommandLine;

namespace McpRedis.Hosting;

/// <summary>The options of <c>mcp-redis migrate</c>.</summary>
internal static class MigrateOptions
{
    /// <param name="read">The program's own options.</param>
    public static Command Make(Func<ParseResult, Startup> read)
    {
        var to = new Option<string>("--to") { Description = "Connection to copy to.", Required = true };
        var from = Text("--from", "Connection to copy from.");
        var plan = new Option<bool>("--plan") { Description = "Show the plan and end. Changes nothing." };
        var resume = Text("--resume", "Go on with a migration that stopped: the id of its plan.");
        var yes = new Option<bool>("--yes") { Description = "Do not ask before anything is written." };
        var patterns = List("--pattern", "Glob of keys to take; may be given several times. Default all.");
        var exclude = List("--exclude", "Glob of keys to leave.");
        var types = List("--type", "Type of keys to take, as TYPE tells.");
        var databases = List("--take-database", "Database to take, as source, source:target or source:target:prefix. Default all.");
        var renames = List("--rename", "Prefix to replace, as from=to.");
        var collision = Text("--collision", "When a key exists on the target: fail (default), skip or replace.");
        var path = Text("--path", "Way to go: replicate, serve, sync, scan or types. Default the best that is open.");
        var replace = new Option<bool>("--replace-target") { Description = "All that the target holds may be lost, so that it can load a whole file." };
        var idle = new Option<bool>("--keep-idle") { Description = "Carry over idle times and use counts." };
        var live = new Option<bool>("--live") { Description = "Carry over changes, too, until it is cut over or stopped." };
        var cutOver = new Option<bool>("--cut-over") { Description = "With --live or --resume: cut over as soon as the target has all, after a question, and end." };
        var compare = new Option<bool>("--compare") { Description = "Compare both sides when it is over." };
        var repair = new Option<bool>("--repair") { Description = "Compare, and after a question copy again what differs." };
        var minTtl = Number("--min-ttl-ms", "Leave keys that expire sooner.");
        var maxTtl = Number("--max-ttl-ms", "Leave keys that expire later or never.");
        var maxSize = Number("--max-size-bytes", "Leave larger keys.");
        var keys = Number("--keys-per-second", "Most keys a second.");
        var bytes = Number("--bytes-per-second", "Most bytes a second.");
        var latency = new Option<int?>("--max-target-latency-ms") { Description = "Slow down when the target takes longer for a PING." };
        var command = new Command("migrate", "Copy the keys of one connection to another: plan, question, copy.");
        foreach (Option option in (Option[])[from, to, plan, resume, yes, patterns, exclude, types, databases, renames, collision, path, replace, idle, live, cutOver, compare, repair, minTtl, maxTtl, maxSize, keys, bytes, latency])
        {
            command.Options.Add(option);
        }
        command.SetAction((result, cancellationToken) => MigrateCommand.RunAsync(read(result), new MigrateRequest
        {
            From = result.GetValue(from),
            To = result.GetValue(to)!,
            PlanOnly = result.GetValue(plan),
            Resume = result.GetValue(resume),
            Yes = result.GetValue(yes),
            Patterns = result.GetValue(patterns) ?? [],
            Exclude = result.GetValue(exclude) ?? [],
            Types = result.GetValue(types) ?? [],
            Databases = result.GetValue(databases) ?? [],
            Renames = result.GetValue(renames) ?? [],
            Collision = result.GetValue(collision),
            Path = result.GetValue(path),
            ReplaceTarget = result.GetValue(replace),
            KeepIdle = result.GetValue(idle),
            Live = result.GetValue(live),
            CutOver = result.GetValue(cutOver),
            Compare = result.GetValue(compare),
            Repair = result.GetValue(repair),
            MinTtlMs = result.GetValue(minTtl),
            MaxTtlMs = result.GetValue(maxTtl),
            MaxSizeBytes = result.GetValue(maxSize),
            KeysPerSecond = result.GetValue(keys),
            BytesPerSecond = result.GetValue(bytes),
            MaxTargetLatencyMs = result.GetValue(latency),
        }, cancellationToken));
        return command;
    }

    private static Option<string?> Text(string name, string description) => new(name) { Description = description };

    private static Option<string[]?> List(string name, string description) => new(name) { Description = description };

    private static Option<long?> Number(string name, string description) => new(name) { Description = description };
}
