using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Sets;

[RedisTool("redis_set_store", "Store combined sets", Toolset.Sets, Risk.Write,
    "SINTERSTORE", "SUNIONSTORE", "SDIFFSTORE", "EXISTS", "TYPE", "PTTL", "STRLEN", "HLEN", "LLEN", "SCARD", "ZCARD", "XLEN")]
internal sealed class SetStoreTool(IRedisGateway redis, CallGuard guard, OutputBudget budget)
{
    /// <summary>Store what redis_set_combine gives; over an existing key only confirmed.</summary>
    /// <param name="operation">Operation.</param>
    /// <param name="keys">Sets.</param>
    /// <param name="newKey">Key of the result.</param>
    /// <returns>Size of the result; a missing key is an empty set. An empty result is no key: what newKey held is then gone.</returns>
    /// <exception cref="Fault">confirmation_required: newKey exists; nothing was changed.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/sinterstore/"/>
    public async Task<SetStored> RunAsync(SetOperation operation, [Items(1, 100)] byte[][] keys, byte[] newKey, CancellationToken cancellationToken = default)
    {
        // One command over all keys, so that on a cluster nobody is asked about what cannot be done.
        await redis.ExecuteAsync(RedisCommand.Of("EXISTS").Key(newKey).Keys(keys), cancellationToken);
        await RefuseOtherTypesAsync(keys, cancellationToken);
        await AskAsync(newKey, cancellationToken);
        string name = operation switch
        {
            SetOperation.Intersection => "SINTERSTORE",
            SetOperation.Union => "SUNIONSTORE",
            _ => "SDIFFSTORE",
        };
        var reply = await redis.ExecuteAsync(RedisCommand.Of(name).Key(newKey).Keys(keys).Large(), cancellationToken);
        return new(budget.Echo(newKey), reply.Integer);
    }

    private async Task RefuseOtherTypesAsync(byte[][] keys, CancellationToken cancellationToken)
    {
        var sizes = await redis.ExecuteManyAsync([.. keys.Select(k => RedisCommand.Of("SCARD").Key(k))], atomic: false, cancellationToken);
        if (sizes.FirstOrDefault(s => s.IsError) is { IsError: true } error)
        {
            throw RedisFaults.FromReply(error.Text, "SCARD");
        }
    }

    private async Task AskAsync(byte[] newKey, CancellationToken cancellationToken)
    {
        string type = (await redis.ExecuteAsync(RedisCommand.Of("TYPE").Key(newKey), cancellationToken)).Text;
        if (type == "none")
        {
            return;
        }
        string held = type;
        if (KeyTypes.LengthCommand(type) is { } lengthCommand)
        {
            held = $"{type} of length {(await redis.ExecuteAsync(RedisCommand.Of(lengthCommand).Key(newKey), cancellationToken)).Integer}";
        }
        bool expires = (await redis.ExecuteAsync(RedisCommand.Of("PTTL").Key(newKey), cancellationToken)).Integer >= 0;
        guard.Require(Risk.Destructive, new Effect($"replaces a key that holds a {held}") { Keys = 1, Sample = [newKey], WithoutExpiry = expires ? 0 : 1 });
    }
}

/// <param name="NewKey">Key of the result.</param>
/// <param name="Total">Members of the result; with 0 there is no key.</param>
internal sealed record SetStored(RedisText NewKey, long Total);
