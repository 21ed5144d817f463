using McpRedis.Faults;
using McpRedis.Keyspace;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Topology;

namespace McpRedis.Migration.Serving;

/// <summary>Looks at a target that is to be replaced; changes nothing.</summary>
internal sealed class TargetLook(IRedisGateway target, RedisConnection connection)
{
    private const int UsualDatabases = 16;

    /// <summary>INFO, all of it.</summary>
    public async Task<InfoText> ReadAsync(CancellationToken cancellationToken) =>
        InfoText.Parse((await target.ExecuteAsync(RedisCommand.Of("INFO"), cancellationToken)).Text);

    /// <summary>The same of a server that may be loading or busy: null when it has no answer now.</summary>
    public async Task<InfoText?> TryReadAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await ReadAsync(cancellationToken);
        }
        catch (Fault fault) when (IsPassing(fault))
        {
            return null;
        }
    }

    /// <summary>It may work again by itself.</summary>
    public static bool IsPassing(Fault fault) => fault.Code is ErrorCode.RedisUnavailable or ErrorCode.RedisLoading or ErrorCode.Timeout or ErrorCode.OutcomeUnknown;

    public static long KeysOf(InfoText info) => DatabaseSizes.Of([info]).Sum(size => size.Keys);

    /// <summary>How many databases the server has; a file that names another makes it stop.</summary>
    public async Task<int> DatabasesAsync(CancellationToken cancellationToken) =>
        int.TryParse(await SettingAsync("databases", cancellationToken), out int databases) ? databases : UsualDatabases;

    /// <summary>Null for a setting that the server does not have.</summary>
    public async Task<string?> SettingAsync(string name, CancellationToken cancellationToken)
    {
        var reply = await target.ExecuteAsync(RedisCommand.Of("CONFIG GET").Arg(name), cancellationToken);
        return reply.Count >= 2 ? reply[1].Text : null;
    }

    /// <summary>Everything that must be so before a server loses all it holds.</summary>
    /// <param name="mayReplace">It may hold keys.</param>
    /// <returns>INFO as it was.</returns>
    /// <exception cref="Fault">It is not; nothing was done.</exception>
    public async Task<InfoText> RequireReplaceableAsync(bool mayReplace, CancellationToken cancellationToken)
    {
        if (connection.Scope is not null || connection.Options.Databases is not null)
        {
            throw new Fault(ErrorCode.AccessDenied, "All keys and databases of the target would be replaced, and only some are open on its connection.", "Copy by SYNC or SCAN.");
        }
        await ReplicaRules.RequireOwnAsync(target, connection, cancellationToken);
        var info = await ReadAsync(cancellationToken);
        if (ServerIdentity.Role(info["role"]) != ServerRole.Master)
        {
            throw new Fault(ErrorCode.Conflict, "The target is a replica: its data are its master's. Nothing was done.", "Use a connection to the master, or promote it first.");
        }
        if (info.Integer("connected_slaves") is > 0 and var replicas)
        {
            throw new Fault(ErrorCode.Conflict, $"The target has {replicas} {(replicas == 1 ? "replica, whose data" : "replicas, whose data")} would be replaced, too. Nothing was done.", "Copy by SYNC or SCAN, or detach them first.");
        }
        if (info["run_id"] is not { Length: > 0 })
        {
            throw new Fault(ErrorCode.UnsupportedByServer, "The target does not tell its run_id, so a restart could not be noticed. Nothing was done.");
        }
        if (KeysOf(info) is > 0 and var keys && !mayReplace)
        {
            throw new Fault(ErrorCode.Conflict, $"The target holds {DatabaseSize.TextOf(keys)}, which would be lost. Nothing was done.", "Say that the target may be replaced, or copy by SYNC or SCAN.");
        }
        return info;
    }
}
