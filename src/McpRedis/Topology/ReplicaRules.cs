using McpRedis.Faults;
using McpRedis.Redis;
using McpRedis.Redis.Connections;

namespace McpRedis.Topology;

/// <summary>Which server may follow which. Everything here is looked at before anybody is asked and before anything is changed.</summary>
internal static class ReplicaRules
{
    private const string OneServer = "Name a connection to one server by host and port.";

    /// <summary>Servers that a cluster or sentinels arrange are theirs to arrange.</summary>
    /// <exception cref="Fault">conflict.</exception>
    public static async Task RequireOwnAsync(IRedisGateway redis, RedisConnection connection, CancellationToken cancellationToken)
    {
        if (connection.Options.Kind == ConnectionKind.Sentinel || await IsWatchedAsync(redis, cancellationToken))
        {
            throw new Fault(ErrorCode.Conflict, "Sentinels watch this server: they decide who follows whom and would undo the change. Nothing was done.", "The operator can fail over with SENTINEL FAILOVER.");
        }
        if ((await redis.GetProfileAsync(cancellationToken)).Mode == ServerMode.Cluster)
        {
            throw new Fault(ErrorCode.Conflict, "The server is a node of a cluster, which decides itself who follows whom. Nothing was done.", "The operator can use CLUSTER REPLICATE and CLUSTER FAILOVER.");
        }
    }

    /// <summary>Where the target is to dial: the address of a configured connection, and no other.</summary>
    public static NodeAddress AddressOf(ConnectionOptions source, ConnectionOptions target)
    {
        if (source.Name == target.Name)
        {
            throw Fault.Argument("source", "a server cannot follow itself; name another connection.");
        }
        if (source.Kind != ConnectionKind.Server || source.Endpoints.Count != 1)
        {
            throw Fault.Argument("source", $"connection '{source.Name}' does not lead to one server by TCP, and a replica can follow no other.", OneServer);
        }
        var address = new NodeAddress(source.Endpoints[0].Host, source.Endpoints[0].Port);
        return address.IsLoopback && !NodeAddress.IsLocal(target)
            ? throw Fault.Argument("source", $"connection '{source.Name}' leads to this machine's loopback, which is another one for the server of '{target.Name}'.", "The operator must configure the source by an address that the target's machine can reach.")
            : address;
    }

    /// <param name="source">INFO of the source, all of it.</param>
    /// <param name="target">INFO of the target.</param>
    /// <param name="profiles">What they are.</param>
    public static void RequirePossible(InfoText source, InfoText target, (ServerProfile Source, ServerProfile Target) profiles)
    {
        if (profiles.Source.Mode is ServerMode.Cluster or ServerMode.Sentinel)
        {
            throw Fault.Argument("source", "it is a node of a cluster or a sentinel, which a lone server cannot follow.", OneServer);
        }
        if (source["run_id"] is not { Length: > 0 } id || target["run_id"] is not { Length: > 0 } own)
        {
            throw new Fault(ErrorCode.UnsupportedByServer, "A server does not tell its run_id, so it cannot be ruled out that both are the same.");
        }
        if (id == own)
        {
            throw Fault.Argument("source", "both connections lead to the same server.");
        }
        if (FollowsTarget(source, target))
        {
            throw new Fault(ErrorCode.Conflict, "The source follows the target already, by itself or over others: they would wait for each other. Nothing was done.", "Promote the source first, or let the target follow the source's master.");
        }
        if (!CanLoad(profiles.Source, profiles.Target))
        {
            throw new Fault(ErrorCode.Conflict, "The source is a newer server or another product: the target would drop its own data and could not load the source's. Nothing was done.", "Copy the data instead, or use a target of the source's version.");
        }
    }

    // All replicas of one history share its id. A replica with replicas of its own may be anywhere above the source.
    public static bool FollowsTarget(InfoText source, InfoText target) =>
        source["role"] == "slave" && source["master_replid"] is { } id && id == target["master_replid"]
        && (target["role"] == "master" || target.Integer("connected_slaves") > 0);

    /// <summary>A server reads the dumps of its own kind up to its own version. Valkey grew out of Redis 7.2.</summary>
    public static bool CanLoad(ServerProfile source, ServerProfile target)
    {
        if (source.Version is null || target.Version is null)
        {
            return true;
        }
        return source.Flavour == target.Flavour
            ? Minor(source.Version) <= Minor(target.Version)
            : source.Flavour == ServerFlavour.Redis && target.Flavour == ServerFlavour.Valkey && Minor(source.Version) <= new Version(7, 2);
    }

    private static Version Minor(Version version) => new(version.Major, version.Minor);

    // Each sentinel subscribes to its hello channel on every server it watches.
    private static async Task<bool> IsWatchedAsync(IRedisGateway redis, CancellationToken cancellationToken)
    {
        try
        {
            var reply = await redis.ExecuteAsync(RedisCommand.Of("PUBSUB NUMSUB").Arg("__sentinel__:hello"), cancellationToken);
            return reply.Count == 2 && reply[1].Integer > 0;
        }
        catch (Fault fault) when (fault.Code is ErrorCode.NotPermitted or ErrorCode.UnsupportedByServer)
        {
            return false;   // not known; a sentinel that is there will put things back
        }
    }
}
