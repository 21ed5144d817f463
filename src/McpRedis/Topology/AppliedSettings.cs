using System.Collections.Concurrent;
using System.Text;
using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Topology;

/// <summary>
/// The settings a server logs in to its master with. They are changed before REPLICAOF and put back when that fails or is
/// over, each to what it was and only where it still is what we made it. Values hold passwords: they go to the server
/// and nowhere else, and whoever prints this gets names.
/// </summary>
/// <param name="RunId">The server process they were set in; a new one has those of its file.</param>
internal sealed record AppliedSettings(string? RunId, IReadOnlyList<AppliedSetting> Items)
{
    public static readonly IReadOnlyList<string> Known = ["masteruser", "masterauth", "tls-replication"];

    public IReadOnlyList<string> Names => [.. Items.Select(item => item.Name)];

    /// <summary>What must change so that <paramref name="target"/> can log in as the source's connection does.</summary>
    /// <exception cref="Fault">unsupported_by_server: the server has no such setting; not_permitted: it may not be read.</exception>
    public static Task<AppliedSettings> ForAsync(IRedisGateway target, ConnectionOptions source, string? runId, CancellationToken cancellationToken) =>
        ForAsync(target, LoginTo(source), runId, cancellationToken);

    /// <summary>The settings with which a server logs in to a master as a connection does.</summary>
    public static Dictionary<string, string> LoginTo(ConnectionOptions source) => new()
    {
        ["masteruser"] = source.User ?? "",
        ["masterauth"] = source.Password ?? "",
        ["tls-replication"] = source.Tls ? "yes" : "no",
    };

    /// <summary>What must change so that settings are as wanted.</summary>
    /// <exception cref="Fault">unsupported_by_server: the server has no such setting; not_permitted: it may not be read.</exception>
    public static async Task<AppliedSettings> ForAsync(IRedisGateway target, IReadOnlyDictionary<string, string> wanted, string? runId, CancellationToken cancellationToken)
    {
        var items = new List<AppliedSetting>();
        foreach (var (name, value) in await ReadAsync(target, [.. wanted.Keys], cancellationToken))
        {
            if (value is null)
            {
                // A server built without TLS has no setting for it, and needs none where there is none.
                if (name == "tls-replication" && wanted[name] == "no")
                {
                    continue;
                }
                throw new Fault(ErrorCode.UnsupportedByServer, $"The server has no setting {name}, so it cannot be told how to log in to a master.", "redis_server_info tells product and version.");
            }
            if (value != wanted[name])
            {
                items.Add(new(name, value, wanted[name]));
            }
        }
        return new(runId, items);
    }

    /// <summary>Every known setting; null for one the server does not have.</summary>
    public static Task<IReadOnlyList<(string Name, string? Value)>> ReadAsync(IRedisGateway target, CancellationToken cancellationToken) =>
        ReadAsync(target, Known, cancellationToken);

    /// <exception cref="Fault">redis_misconf: the source is reached by TLS, and the target has no certificates to follow it with.</exception>
    public async Task ApplyAsync(IRedisGateway target, CancellationToken cancellationToken)
    {
        try
        {
            await SetAsync(target, Items, item => item.After, cancellationToken);
        }
        catch (Fault fault) when (fault.Code == ErrorCode.InvalidArgument && Items.Any(item => item is { Name: "tls-replication", After: "yes" }))
        {
            throw new Fault(ErrorCode.RedisMisconf, "The source is reached by TLS, and the target's server refused to follow one that way.",
                "Mostly it has no certificates of its own: the operator sets tls-cert-file, tls-key-file and tls-ca-cert-file there.", inner: fault);
        }
    }

    /// <summary>Puts back what is still as we made it.</summary>
    /// <returns>Names put back.</returns>
    public async Task<IReadOnlyList<string>> UndoAsync(IRedisGateway target, CancellationToken cancellationToken)
    {
        var now = (await ReadAsync(target, Names, cancellationToken)).ToDictionary(setting => setting.Name, setting => setting.Value);
        var ours = Items.Where(item => now[item.Name] == item.After).ToList();
        await SetAsync(target, ours, item => item.Before, cancellationToken);
        return [.. ours.Select(item => item.Name)];
    }

    /// <summary>As if both had been set at once: back to what was before the earlier.</summary>
    public AppliedSettings After(AppliedSettings? earlier) => earlier is null || earlier.RunId != RunId
        ? this
        : new(RunId, [.. Items.Select(item => item with { Before = earlier.Items.FirstOrDefault(e => e.Name == item.Name && e.After == item.Before)?.Before ?? item.Before }),
            .. earlier.Items.Where(e => Items.All(item => item.Name != e.Name))]);

    public override string ToString() => string.Join(", ", Names);

    private static async Task<IReadOnlyList<(string Name, string? Value)>> ReadAsync(IRedisGateway target, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var values = new List<(string, string?)>();
        foreach (string name in names)
        {
            var reply = await target.ExecuteAsync(RedisCommand.Of("CONFIG GET").Arg(name), cancellationToken);
            values.Add((name, reply.Count >= 2 ? reply[1].Text : null));
        }
        return values;
    }

    // All in one command: the server takes them together or not at all.
    private static async Task SetAsync(IRedisGateway target, IReadOnlyList<AppliedSetting> items, Func<AppliedSetting, string> value, CancellationToken cancellationToken)
    {
        if (items.Count > 0)
        {
            var command = RedisCommand.Of("CONFIG SET");
            foreach (var item in items)
            {
                command.Arg(item.Name).Arg(Encoding.UTF8.GetBytes(value(item)));
            }
            await target.ExecuteAsync(command, cancellationToken);
        }
    }
}

/// <param name="Name">Setting.</param>
/// <param name="Before">What it was. May be a password.</param>
/// <param name="After">What it was set to. May be a password.</param>
internal sealed record AppliedSetting(string Name, string Before, string After)
{
    public override string ToString() => Name;
}

/// <summary>What this program has set on which connection's server, for as long as it runs: so that a promotion can take it away again.</summary>
internal sealed class ReplicationMemory
{
    private readonly ConcurrentDictionary<string, AppliedSettings> _byConnection = new(StringComparer.Ordinal);

    public AppliedSettings? Of(string connection, string? runId) =>
        _byConnection.TryGetValue(connection, out var applied) && applied.RunId == runId ? applied : null;

    public void Keep(string connection, AppliedSettings applied) => _byConnection[connection] = applied;

    public void Forget(string connection) => _byConnection.TryRemove(connection, out _);
}
