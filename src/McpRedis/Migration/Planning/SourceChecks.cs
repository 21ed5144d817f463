using McpRedis.Redis;

namespace McpRedis.Migration.Planning;

/// <summary>Whether the source can be read the way the path reads it, and what that costs it.</summary>
internal static class SourceChecks
{
    public static IEnumerable<PlanCheck> Run(PlanInput input, MigrationPath path)
    {
        yield return Readable(input);
        if (path is MigrationPath.Replicate or MigrationPath.Serve or MigrationPath.Sync)
        {
            yield return Fork(input);
            yield return Buffer(input);
        }
        else if (input.Options.Live)
        {
            yield return Events(input);
        }
        yield return Largest(input);
    }

    private static PlanCheck Readable(PlanInput input)
    {
        const string Name = "source";
        var source = input.Source;
        return source.Says("loading") ? PlanCheck.Stop(Name, "The source is loading its data set.")
            : source.Role == ServerRole.Replica ? PlanCheck.Warning(Name, "The source is a replica: it can be behind its master, and keys that expired there may still be in it.")
            : input.Databases.Count == 0 && source.Databases.IsKnown ? PlanCheck.Warning(Name, "The source holds no keys in what is taken.")
            : !source.Databases.IsKnown ? PlanCheck.Warning(Name, $"Which databases hold keys is not known ({source.Databases.Why}): only {string.Join(", ", input.Databases.Select(size => size.Database))} would be copied{(input.KeysAreKnown ? $", {input.SourceKeys} keys" : "")}. Name others with databases.")
            : PlanCheck.Ok(Name, $"{input.SourceKeys} keys in {input.Databases.Count} {(input.Databases.Count == 1 ? "database" : "databases")}.");
    }

    private static PlanCheck Fork(PlanInput input)
    {
        const string Name = "sourceFork";
        var (source, used, system) = (input.Source, input.Source.UsedMemoryBytes, input.Source.SystemMemoryBytes);
        if (source.Says("rdb_bgsave_in_progress") || source.Says("aof_rewrite_in_progress"))
        {
            return PlanCheck.Warning(Name, "The source is saving now; the copy waits for that.");
        }
        return !used.IsKnown || !system.IsKnown ? PlanCheck.Warning(Name, $"The source forks for the copy; whether it has the memory is not known: {used.Why ?? system.Why}.")
            : used.Value * 2 > system.Value ? PlanCheck.Warning(Name, $"The source forks for the copy and may need up to {used.Value} bytes more; its machine has {system.Value}.")
            : PlanCheck.Ok(Name, $"The source forks for the copy: {used.Value} bytes used of {system.Value}.");
    }

    private static PlanCheck Buffer(PlanInput input)
    {
        const string Name = "replicaBuffer";
        var limit = input.Source.ReplicaBuffer;
        if (!limit.IsKnown)
        {
            return PlanCheck.Warning(Name, $"client-output-buffer-limit of the source is not known: {limit.Why}.");
        }
        string backlog = input.Source.BacklogBytes is { IsKnown: true } size ? $", backlog {size.Value} bytes" : "";
        var (hard, soft, seconds) = limit.Value!;
        return hard == 0 && soft == 0 ? PlanCheck.Ok(Name, $"The source sets no limit for replicas{backlog}.")
            : input.MemoryBytes > Math.Max(hard, soft) && input.Options.Live
                ? PlanCheck.Warning(Name, $"Changes that pile up during the copy may reach {hard} bytes, or {soft} for {seconds} s, and the source then breaks it off{backlog}.")
                : PlanCheck.Ok(Name, $"{hard} bytes, or {soft} for {seconds} s{backlog}.");
    }

    // K with A, or with every class of change: else some changes are not told. It is the operator's to set; nothing here does.
    private static PlanCheck Events(PlanInput input)
    {
        const string Name = "keyspaceEvents";
        const string All = "g$lshztxe";
        var events = input.Source.KeyspaceEvents;
        if (!events.IsKnown)
        {
            return PlanCheck.Warning(Name, $"notify-keyspace-events of the source is not known: {events.Why}. With less than K{All} changes are missed, which the comparison of the cut-over finds.");
        }
        string set = events.Value!;
        bool told = set.Contains('K', StringComparison.Ordinal) && (set.Contains('A', StringComparison.Ordinal) || All.All(set.Contains));
        return told ? PlanCheck.Ok(Name, $"notify-keyspace-events is {set}.")
            : PlanCheck.Stop(Name, $"notify-keyspace-events is '{set}': changes are not told. The operator sets KA on the source (CONFIG SET notify-keyspace-events KA).");
    }

    private static PlanCheck Largest(PlanInput input)
    {
        const string Name = "largeKeys";
        const long Large = 64L * 1024 * 1024;
        long largest = input.Sample.LargestBytes;
        return input.Sample.MemoryBytes == 0 && input.Sample.Taken > 0 ? PlanCheck.Warning(Name, "The source does not tell sizes of keys.")
            : largest > Large ? PlanCheck.Warning(Name, $"A key of the sample takes {largest} bytes: it is copied in pieces.")
            : PlanCheck.Ok(Name, $"The largest key of the sample takes {largest} bytes.");
    }
}
