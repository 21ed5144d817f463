using McpRedis.Rdb.Elements;
using McpRedis.Rdb.Transcoding;
using McpRedis.Redis;

namespace McpRedis.Migration.ByType;

// HPEXPIRETIME key FIELDS 2 a b → 4000000000123, -1        -1 stays, -2 is gone
// HPEXPIREAT key 4000000000123 FIELDS 1 a → 1              2: was over already, the field is gone

/// <summary>Fields of hashes with their expiry, where both ends know such a thing.</summary>
internal static class FieldTtls
{
    private const long IsOver = 2;

    /// <param name="walk">Of a hash.</param>
    /// <param name="pairs">Fields and values in turn.</param>
    public static async Task TakeAsync(TypeWalk walk, ReadOnlyMemory<byte>[] pairs)
    {
        var expiry = walk.Knowledge.SourceLacksFieldTtls ? [] : await ExpiryAsync(walk, pairs);
        // Two commands read this; somebody may have been between them.
        walk.IsAtomic &= expiry.Length == 0;
        walk.Writer?.Add("HSET", pairs);
        for (int i = 0; i < pairs.Length; i += 2)
        {
            long at = expiry.Length == 0 ? RdbElements.NoExpiry : expiry[i / 2].Integer;
            walk.Digest.Field(pairs[i].Span, pairs[i + 1].Span, at >= 0 ? at : RdbElements.NoExpiry);
        }
        if (walk.Writer is { } writer)
        {
            foreach (var together in Enumerable.Range(0, expiry.Length).Where(i => expiry[i].Integer >= 0).GroupBy(i => expiry[i].Integer))
            {
                Write(walk, writer, together.Key, [.. together.Select(i => pairs[i * 2])]);
            }
        }
    }

    private static async Task<RespValue[]> ExpiryAsync(TypeWalk walk, ReadOnlyMemory<byte>[] pairs)
    {
        ReadOnlyMemory<byte>[] fields = [.. pairs.Where(static (_, i) => i % 2 == 0)];
        var reply = (await walk.TryAsync(walk.Call("HPEXPIRETIME", [Words.Fields, Words.Of(fields.Length), .. fields])))[0];
        if (reply.IsUnknown())
        {
            walk.Knowledge.SourceLacksFieldTtls = true;
            return [];
        }
        var times = reply.Checked("HPEXPIRETIME").ItemArray;
        // Redis says nothing of a key that is gone.
        walk.IsTorn |= times.Length != fields.Length;
        return times.Length == fields.Length ? times : [];
    }

    private static void Write(TypeWalk walk, PieceWriter writer, long expireAtMs, ReadOnlyMemory<byte>[] fields)
    {
        if (walk.Knowledge.TargetLacksFieldTtls)
        {
            walk.Lost(TranscodeLoss.FieldTtls, fields.Length);
            return;
        }
        writer.Try(reply =>
        {
            walk.Knowledge.TargetLacksFieldTtls |= reply.IsUnknown();
            if (reply.IsError)
            {
                // Also a time beyond what the target can count.
                walk.Lost(TranscodeLoss.FieldTtls, fields.Length);
                return;
            }
            walk.Lost(TranscodeLoss.ExpiredFields, reply.ItemArray.Count(static field => field.Integer == IsOver));
        }, "HPEXPIREAT", [Words.Of(expireAtMs), Words.Fields, Words.Of(fields.Length), .. fields]);
    }
}
