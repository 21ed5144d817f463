namespace McpRedis.Migration.ByType;

/// <summary>Sets, sorted sets and hashes, by SSCAN, ZSCAN and HSCAN. Those may give an element twice, which its command on the target does not mind.</summary>
internal static class ScannedPieces
{
    public static Task WalkSetAsync(TypeWalk walk) => WalkAsync(walk, "SSCAN", "SCARD", width: 1, static (walk, members) =>
    {
        foreach (var member in members)
        {
            walk.Digest.Member(member.Span);
        }
        walk.Writer?.Add("SADD", members);
        return Task.CompletedTask;
    });

    public static Task WalkSortedSetAsync(TypeWalk walk) => WalkAsync(walk, "ZSCAN", "ZCARD", width: 2, static (walk, pairs) =>
    {
        // Member and score here, score and member there.
        for (int i = 0; i < pairs.Length; i += 2)
        {
            var (member, score) = (pairs[i], PieceScore.Read(pairs[i + 1].Span));
            walk.Digest.Member(member.Span, score);
            (pairs[i], pairs[i + 1]) = (PieceScore.Write(score), member);
        }
        walk.Writer?.Add("ZADD", pairs);
        return Task.CompletedTask;
    });

    public static Task WalkHashAsync(TypeWalk walk) => WalkAsync(walk, "HSCAN", "HLEN", width: 2, FieldTtls.TakeAsync);

    private static async Task WalkAsync(TypeWalk walk, string scan, string count, int width, Func<TypeWalk, ReadOnlyMemory<byte>[], Task> takeAsync)
    {
        var cursor = Words.Zero;
        bool isFirst = true, isLast = false;
        while (!isLast)
        {
            var reply = await walk.AskAsync(scan, cursor, Words.Count, Words.Of(walk.Pace.Count));
            cursor = reply[0].Bytes;
            isLast = cursor.Span.SequenceEqual("0"u8);
            ReadOnlyMemory<byte>[] words = [.. reply[1].ItemArray.Select(static item => item.Bytes)];
            long bytes = words.Sum(static word => (long)word.Length);
            walk.IsAtomic = isFirst && isLast && words.Length > 0;
            walk.Bytes += bytes;
            walk.Pace.Took(words.Length / width, bytes);
            if (words.Length > 0)
            {
                await takeAsync(walk, words);
            }
            await walk.SendAsync();
            isFirst = false;
        }
        if (!walk.IsAtomic)
        {
            walk.IsTorn |= (await walk.AskAsync(count)).Integer != walk.Digest.Count;
        }
    }
}
