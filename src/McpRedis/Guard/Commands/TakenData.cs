using McpRedis.Redis;

namespace McpRedis.Guard.Commands;

/// <summary>
/// Data that a command answers with and deletes. It is nowhere but in the reply then, so it is looked at first: the
/// command is sent only when the reply shows all of it.
/// </summary>
/// <param name="Keys">Where from; of several the first that holds anything.</param>
/// <param name="From">Which part.</param>
/// <param name="Count">Elements at most.</param>
/// <param name="Fields">Fields of a hash, else none.</param>
internal sealed record TakenData(IReadOnlyList<byte[]> Keys, TakenPart From, long Count, IReadOnlyList<byte[]> Fields)
{
    // One element or value in JSON: quotes, comma, {"base64":""}. A score takes a little more.
    private const int AroundElement = 26;

    /// <summary>Members that are looked at where nobody knows which will go: all of a small set.</summary>
    public static long Sampled(long count) => Math.Max(count, 100);

    /// <summary>What the command would take from a key.</summary>
    /// <param name="key">One of <see cref="Keys"/>.</param>
    /// <param name="offset">Elements that earlier commands of the call take from the same end.</param>
    public RedisCommand Look(byte[] key, long offset) => From switch
    {
        TakenPart.Text => RedisCommand.Of("GETRANGE").Key(key).Arg(0).Arg(-1).Large(),
        TakenPart.Fields => RedisCommand.Of("HMGET").Key(key).Args(Fields.Select(f => (ReadOnlyMemory<byte>)f)).Large(),
        TakenPart.Head => RedisCommand.Of("LRANGE").Key(key).Arg(offset).Arg(offset + Count - 1).Large(),
        TakenPart.Tail => RedisCommand.Of("LRANGE").Key(key).Arg(-offset - Count).Arg(-offset - 1).Large(),
        TakenPart.Lowest => RedisCommand.Of("ZRANGE").Key(key).Arg(offset).Arg(offset + Count - 1).Large(),
        TakenPart.Highest => RedisCommand.Of("ZREVRANGE").Key(key).Arg(offset).Arg(offset + Count - 1).Large(),
        _ => RedisCommand.Of("SRANDMEMBER").Key(key).Arg(Sampled(Count)).Large(),
    };

    /// <summary>JSON bytes of what a look found.</summary>
    /// <param name="looked">Its reply.</param>
    /// <param name="sizeOf">JSON bytes of a string.</param>
    public long Size(RespValue looked, Func<ReadOnlyMemory<byte>, long> sizeOf)
    {
        int around = From is TakenPart.Lowest or TakenPart.Highest ? 3 * AroundElement : AroundElement;
        if (!looked.IsAggregate)
        {
            return sizeOf(looked.Bytes) + around;
        }
        var sizes = looked.ItemArray.Select(item => sizeOf(item.Bytes) + around);
        // Those that take most. The others of a large set are taken to be like the ones looked at.
        return From == TakenPart.Random ? sizes.OrderDescending().Take((int)Count).Sum() : sizes.Sum();
    }
}

/// <summary>Which part of a value a command takes out.</summary>
internal enum TakenPart
{
    Text,
    Fields,
    Head,
    Tail,
    Lowest,
    Highest,
    Random,
}
