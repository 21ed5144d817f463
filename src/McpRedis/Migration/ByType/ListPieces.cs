namespace McpRedis.Migration.ByType;

/// <summary>Lists, by LRANGE and RPUSH.</summary>
internal static class ListPieces
{
    public static async Task WalkAsync(TypeWalk walk)
    {
        for (long at = 0; ;)
        {
            int count = walk.Pace.Count;
            var items = (await walk.AskAsync("LRANGE", Words.Of(at), Words.Of(at + count - 1))).ItemArray;
            var words = new ReadOnlyMemory<byte>[items.Length];
            long bytes = 0;
            for (int i = 0; i < items.Length; i++)
            {
                words[i] = items[i].Bytes;
                walk.Digest.Item(words[i].Span);
                bytes += words[i].Length;
            }
            if (words.Length > 0)
            {
                walk.Writer?.Add("RPUSH", words);
            }
            walk.Bytes += bytes;
            walk.Pace.Took(items.Length, bytes);
            await walk.SendAsync();
            walk.IsAtomic = at == 0 && items.Length < count && items.Length > 0;
            at += items.Length;
            if (items.Length < count)
            {
                return;
            }
        }
    }
}
