using McpRedis.Migration.Copying;
using McpRedis.Redis;
using McpRedis.Redis.Raw;

namespace McpRedis.Migration.Running;

/// <summary>Which processes answer for an end, and whether what a target holds is safe.</summary>
internal sealed class EndProcesses(IBulkGateway end, TimeSpan patience, TimeProvider time)
{
    /// <summary>run_ids in order. What a process acknowledged may be gone with it.</summary>
    public async Task<IReadOnlyList<string>> RunIdsAsync(CancellationToken cancellationToken) =>
        [.. (await InfosAsync(cancellationToken)).Select(info => info["run_id"]).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>The same, each with whom it followed before it was a master: whoever follows another drops what it had, and remembers that under master_replid2 when it is a master again.</summary>
    public async Task<IReadOnlyList<string>> HoldersAsync(CancellationToken cancellationToken) =>
        [.. (await InfosAsync(cancellationToken)).Select(static info => info["run_id"] is { } id ? $"{id} {info["role"]} {info["master_replid2"]}" : null).OfType<string>().Order(StringComparer.Ordinal)];

    /// <summary>What a crash of the target would cost now, a sentence for each of its servers.</summary>
    public async Task<IReadOnlyList<string>> PersistenceAsync(CancellationToken cancellationToken)
    {
        var infos = await InfosAsync(cancellationToken);
        return [.. infos.Select((info, i) => $"target{(infos.Count > 1 ? $" {i + 1} of {infos.Count}" : "")}: {Of(info)}")];
    }

    private static string Of(InfoText info)
    {
        if (info["rdb_changes_since_last_save"] is not { } changes)
        {
            return "does not tell how it saves.";
        }
        bool log = info["aof_enabled"] == "1";
        string saved = info.Integer("rdb_last_save_time") is > 0 and var at ? DateTimeOffset.FromUnixTimeSeconds(at).ToString("u") : "never";
        string status = info["rdb_last_bgsave_status"] is { } word and not "ok" ? $", which failed ({word})" : "";
        return log
            ? $"append-only file on{(info["aof_last_write_status"] is { } write and not "ok" ? $", last write {write}" : "")}; {changes} changes since the last snapshot ({saved}{status})."
            : $"append-only file off; {changes} changes since the last snapshot ({saved}{status}) would be gone after a crash: redis_persistence_save saves them.";
    }

    private Task<IReadOnlyList<InfoText>> InfosAsync(CancellationToken cancellationToken) => new TargetTrouble(patience, time).OutlastAsync<IReadOnlyList<InfoText>>(async ct =>
    {
        var infos = new List<InfoText>();
        foreach (var node in (await end.ResolveAsync(ct)).Masters)
        {
            await using var pipe = await end.OpenAsync(node, RespPipeOptions.Default, ct);
            var reply = await pipe.AskAsync(RedisCommand.Of("INFO"), ct);
            infos.Add(reply.IsError ? InfoText.Empty : InfoText.Parse(reply.Text));
        }
        return infos;
    }, cancellationToken);
}
