using System.Security.Cryptography;
using McpRedis.Catalogue;
using McpRedis.Guard;
using McpRedis.Redis;

namespace McpRedis.Tools.SortedSets;

/// <summary>
/// Removes a range of a sorted set after the user said so. The members of the range are read first; they are what is
/// confirmed, and they are removed by name, so that one that came into the range meanwhile stays. Of a range too large
/// for that its size and its ends are confirmed, and it goes in one command as it is at that moment.
/// </summary>
internal sealed class RangeRemoval(IRedisGateway redis, CallGuard guard, byte[] key, SortedSetRange range)
{
    private const int MostNamed = 10_000;
    private const long MostNamedBytes = 8 << 20;
    private const int Step = 1000;

    /// <param name="length">Members of the whole set.</param>
    /// <param name="averageSize">Bytes a member takes; 0 when unknown.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>Commands that remove it, each answering how many; none when the range is empty.</returns>
    public async Task<IReadOnlyList<RedisCommand>> ConfirmAsync(long length, long averageSize, CancellationToken cancellationToken)
    {
        var (rank, count) = await range.MeasureAsync(redis, key, length, cancellationToken);
        if (count == 0)
        {
            return [];
        }
        bool named = count <= MostNamed && count * averageSize <= MostNamedBytes;
        var members = new List<ReadOnlyMemory<byte>>();
        if (named)
        {
            while (members.Count < count && await ReadAsync(rank, members.Count, (int)Math.Min(Step, count - members.Count), cancellationToken) is { Count: > 0 } step)
            {
                members.AddRange(step);
            }
        }
        else
        {
            members.AddRange(await ReadAsync(rank, 0, 1, cancellationToken));
            members.AddRange(await ReadAsync(rank, count - 1, 1, cancellationToken));
        }
        long removed = named ? members.Count : count;
        guard.Require(Risk.Destructive, new Effect($"removes {removed} of {length} members of a sorted set")
        {
            Keys = 1,
            Sample = [key],
            Fingerprint = Digest(members),
        });
        return named
            ? [.. members.Chunk(Step).Select(chunk => RedisCommand.Of("ZREM").Key(key).Args(chunk))]
            : [range.Removal(key)];
    }

    private async Task<IReadOnlyList<ReadOnlyMemory<byte>>> ReadAsync(long? rank, long offset, int count, CancellationToken cancellationToken) =>
        [.. (await range.ReadAsync(redis, key, rank, reverse: false, offset, count, cancellationToken)).Select(pair => pair.Member.Bytes)];

    // Length before each member, so that no two lists have the same bytes.
    private static byte[] Digest(List<ReadOnlyMemory<byte>> members)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var member in members)
        {
            hash.AppendData(BitConverter.GetBytes(member.Length));
            hash.AppendData(member.Span);
        }
        return hash.GetHashAndReset();
    }
}
