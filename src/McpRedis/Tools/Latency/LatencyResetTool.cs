using System.Globalization;
using McpRedis.Catalogue;
using McpRedis.Diagnostics.Latency;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tools.Latency;

[RedisTool("redis_latency_reset", "Forget latency events", Toolset.Latency, Risk.Admin, "LATENCY RESET", "LATENCY LATEST", Idempotent = true)]
internal sealed class LatencyResetTool(IRedisGateway redis, CallGuard guard)
{
    /// <summary>Forget the recorded latency events, so that new ones stand out.</summary>
    /// <param name="names">Events; default all.</param>
    /// <returns>Events forgotten on each node.</returns>
    /// <seealso href="https://redis.io/docs/latest/commands/latency-reset/"/>
    public async Task<LatencyForgotten> RunAsync([Items(1, 20)] string[]? names = null, CancellationToken cancellationToken = default)
    {
        var latest = await redis.ForEachNodeAsync(RedisCommand.Of("LATENCY LATEST"), cancellationToken);
        if (latest.All(reply => reply.Fault is not null))
        {
            throw latest[0].Fault!;
        }
        string[] there = [.. latest.Where(reply => reply.Fault is null).SelectMany(reply => LatencyEvent.Read(reply.Reply)).Select(e => e.Name).Distinct().Order(StringComparer.Ordinal)];
        string[] wanted = names is null ? there : [.. there.Intersect(names)];
        string where = latest.Count > 1 ? string.Create(CultureInfo.InvariantCulture, $" on each of {latest.Count} nodes") : "";
        if (wanted.Length > 0 || guard.BringsConfirmation)
        {
            guard.Require(Risk.Admin, new Effect($"forgets the recorded latency events{where}, for everyone who watches them: {string.Join(", ", wanted)}"));
        }
        if (wanted.Length == 0)
        {
            // Without names the command would forget all.
            return new([.. latest.Select(reply => new ForgottenEvents(reply.Node, reply.Fault?.Code.Wire(), 0))]);
        }
        var command = RedisCommand.Of("LATENCY RESET");
        Array.ForEach(wanted, name => command.Arg(name));
        var replies = await redis.ForEachNodeAsync(command, cancellationToken);
        return replies.All(reply => reply.Fault is not null)
            ? throw replies[0].Fault!
            : new([.. replies.Select(reply => new ForgottenEvents(reply.Node, reply.Fault?.Code.Wire(), reply.Fault is null ? reply.Reply.Integer : 0))]);
    }
}

/// <param name="Items">One for each node.</param>
internal sealed record LatencyForgotten(IReadOnlyList<ForgottenEvents> Items);

/// <param name="Node">Name and role.</param>
/// <param name="Error">Why nothing was forgotten there; null when nothing went wrong.</param>
/// <param name="Events">Kinds of events forgotten.</param>
internal sealed record ForgottenEvents(string Node, string? Error, long Events);
