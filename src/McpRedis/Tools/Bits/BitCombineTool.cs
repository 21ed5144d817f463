using McpRedis.Catalogue;
using McpRedis.Faults;
using McpRedis.Guard;
using McpRedis.Reading;
using McpRedis.Redis;
using McpRedis.Reply;

namespace McpRedis.Tools.Bits;

[RedisTool("redis_bit_combine", "Combine bits", Toolset.Bits, Risk.Write,
    "BITOP", "EXISTS", "TYPE", "PTTL", "STRLEN", "HLEN", "LLEN", "SCARD", "ZCARD", "XLEN")]
internal sealed class BitCombineTool(IRedisGateway redis, OutputBudget budget, CallGuard guard)
{
    /// <summary>Combine strings bit by bit into a key. Over an existing key only when confirmed.</summary>
    /// <param name="operation">diff: in the first only; one: in exactly one.</param>
    /// <param name="keys">Strings; one for not.</param>
    /// <param name="newKey">Key of the result.</param>
    /// <returns>Size of the result; a missing key counts as zeros. Without any bytes there is no key: what newKey held is then gone.</returns>
    /// <exception cref="Fault">confirmation_required: newKey exists; unsupported_by_server: diff and one came with Redis 8.2.</exception>
    /// <seealso href="https://redis.io/docs/latest/commands/bitop/"/>
    public async Task<BitsStored> RunAsync(BitOperation operation, [Items(1, 100)] byte[][] keys, byte[] newKey, CancellationToken cancellationToken = default)
    {
        if (operation == BitOperation.Not ? keys.Length != 1 : operation == BitOperation.Diff && keys.Length < 2)
        {
            throw Fault.Argument("keys", operation == BitOperation.Not ? "not takes one key." : "diff takes two keys or more.");
        }
        var all = keys.Select(key => (ReadOnlyMemory<byte>)key).ToList();
        // One command over all keys, so that on a cluster nobody is asked about what cannot be done.
        await redis.ExecuteAsync(RedisCommand.Of("EXISTS").Key(newKey).Keys(all), cancellationToken);
        var sizes = await redis.ExecuteManyAsync([.. keys.Select(key => RedisCommand.Of("STRLEN").Key(key))], atomic: false, cancellationToken);
        if (sizes.FirstOrDefault(size => size.IsError) is { IsError: true } wrong)
        {
            throw RedisFaults.FromReply(wrong.Text, "BITOP");
        }
        if (await HeldKey.ReadAsync(redis, newKey, cancellationToken) is { } held)
        {
            guard.Require(Risk.Destructive, new Effect($"replaces a key that holds {held.What}") { Keys = 1, Sample = [newKey], WithoutExpiry = held.Expires ? 0 : 1 });
        }
        var reply = (await redis.ExecuteManyAsync([RedisCommand.Of("BITOP").Arg(operation.ToString().ToUpperInvariant()).Key(newKey).Keys(all).Large()], atomic: false, cancellationToken))[0];
        if (reply.IsError)
        {
            var fault = RedisFaults.FromReply(reply.Text, "BITOP");
            throw fault.Code == ErrorCode.InvalidArgument && operation > BitOperation.Not
                ? new Fault(ErrorCode.UnsupportedByServer, $"The server does not know this operation of BITOP. Nothing was changed.", "It needs Redis 8.2.0 or newer; redis_server_info tells the server's version.")
                : fault;
        }
        return new(budget.Echo(newKey), reply.Integer);
    }
}

/// <summary>What is done with each bit. Those after Not came with Redis 8.2.</summary>
internal enum BitOperation
{
    And,
    Or,
    Xor,
    Not,
    Diff,
    One,
}

/// <param name="NewKey">Key of the result.</param>
/// <param name="SizeBytes">Its size, that of the longest string; with 0 there is no key.</param>
internal sealed record BitsStored(RedisText NewKey, long SizeBytes);
