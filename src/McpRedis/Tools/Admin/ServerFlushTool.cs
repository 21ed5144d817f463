using System.Globalization;
using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Keyspace;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Topology;

namespace McpRedis.Tools.Admin;

/// <summary>What is emptied.</summary>
internal enum FlushTarget
{
    /// <summary>The database of the call.</summary>
    Database,
    /// <summary>Every database.</summary>
    All,
}

/// <summary>Who waits for the memory.</summary>
internal enum FlushMode
{
    /// <summary>Memory is freed in the background.</summary>
    Async,
    /// <summary>Every client waits until it is freed.</summary>
    Sync,
}

[RedisTool("redis_server_flush", "Flush databases", Toolset.Admin, Risk.Admin, "FLUSHDB", "FLUSHALL", "INFO", "ROLE", Idempotent = true, TypedTarget = true)]
internal sealed class ServerFlushTool(IRedisGateway redis, CallGuard guard, ConnectionRegistry connections)
{
    /// <summary>Delete all keys of one database or of all. Cannot be undone.</summary>
    /// <param name="target">database: the one of this call.</param>
    /// <param name="mode">async frees memory in the background (default).</param>
    /// <returns>Keys removed from each database, and keys written since.</returns>
    /// <exception cref="Fault">confirmation_required: nothing was deleted; redis_readonly_replica: the server is a replica.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/flushdb/"/>
    public async Task<Flushed> RunAsync(FlushTarget target, FlushMode mode = FlushMode.Async, CancellationToken cancellationToken = default)
    {
        bool all = target == FlushTarget.All;
        var command = RedisCommand.Of(all ? "FLUSHALL" : "FLUSHDB").Arg(mode == FlushMode.Sync ? "SYNC" : "ASYNC");
        RequireReach(command, all);
        var profile = await redis.GetProfileAsync(cancellationToken);
        bool cluster = profile.Mode == ServerMode.Cluster;
        if (!cluster)
        {
            await NodeRole.RequireMasterAsync(redis, cancellationToken);
        }
        var sizes = await SizesAsync(all, cancellationToken);
        guard.Require(Risk.Admin, Effect(sizes, all, cluster));

        int failed = await FlushAsync(command, all || cluster, cancellationToken);
        var left = (await SizesAsync(all, cancellationToken)).ToDictionary(size => size.Database);
        return new([.. sizes.Select(size => new FlushedDatabase(size.Database, failed == 0 ? size.Keys : null, left.GetValueOrDefault(size.Database)?.Keys ?? 0))], failed);
    }

    // What the connection may not reach, a flush may not empty.
    private void RequireReach(RedisCommand command, bool all)
    {
        var connection = connections.Get(redis.Connection);
        connection.Scope?.Check(command);
        if (all && connection.Options.Databases is { } open)
        {
            throw Fault.Argument("target", $"all would empty databases that are not open on this connection; open are {string.Join(", ", open)}.", "Flush them one by one with target database.");
        }
    }

    private async Task<IReadOnlyList<DatabaseSize>> SizesAsync(bool all, CancellationToken cancellationToken)
    {
        var sizes = await DatabaseSizes.ReadAsync(redis, cancellationToken);
        return all ? sizes : [sizes.FirstOrDefault(size => size.Database == redis.Database) ?? new(redis.Database, 0, 0)];
    }

    private Effect Effect(IReadOnlyList<DatabaseSize> sizes, bool all, bool cluster)
    {
        string counts = string.Join(", ", sizes.Select(size => string.Create(CultureInfo.InvariantCulture, $"database {size.Database}: {size.Text}")));
        string what = (all, cluster) switch
        {
            (true, true) => "every database of the whole cluster",
            (true, false) => "every database of the server",
            (false, true) => "the database of the whole cluster",
            _ => "one database",
        };
        return new($"deletes all keys of {what} ({(counts.Length == 0 ? "no keys" : counts)}) and cannot be undone")
        {
            Keys = sizes.Sum(size => size.Keys),
            WithoutExpiry = sizes.Sum(size => size.Keys - size.Expiring),
            SameWhile = string.Create(CultureInfo.InvariantCulture, $"{what}: {string.Join(' ', sizes.Select(size => $"{size.Database}={RoughCount.Of(size.Keys)}"))}"),
            Target = all ? "all" : redis.Database.ToString(CultureInfo.InvariantCulture),
        };
    }

    /// <returns>Masters that did not do it.</returns>
    private async Task<int> FlushAsync(RedisCommand command, bool everywhere, CancellationToken cancellationToken)
    {
        if (!everywhere)
        {
            await redis.ExecuteAsync(command, cancellationToken);   // in the database of the call
            return 0;
        }
        var replies = await redis.ForEachMasterAsync(command, cancellationToken);
        var faults = replies.Where(reply => reply.Fault is not null).ToList();
        return faults.Count == replies.Count && faults.Count > 0 ? throw faults[0].Fault! : faults.Count;
    }
}

/// <param name="Items">Databases that held keys.</param>
/// <param name="Failed">Masters of a cluster that were not flushed.</param>
internal sealed record Flushed(IReadOnlyList<FlushedDatabase> Items, int Failed);

/// <param name="Database">Number of the database.</param>
/// <param name="Removed">Keys it held just before; null when a master failed.</param>
/// <param name="Remaining">Keys it holds now, written since by others.</param>
internal sealed record FlushedDatabase(int Database, long? Removed, long Remaining);
