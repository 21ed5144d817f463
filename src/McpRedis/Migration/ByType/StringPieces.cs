namespace McpRedis.Migration.ByType;

/// <summary>Strings, by GETRANGE and APPEND.</summary>
internal static class StringPieces
{
    public static async Task WalkAsync(TypeWalk walk)
    {
        var piece = (await walk.AskAsync("GETRANGE", Words.Zero, Words.Of(PiecePace.Bytes - 1))).Bytes;
        // No bytes are also what a key has that is gone; one less than asked for is the end.
        walk.IsAtomic = piece.Length is > 0 and < PiecePace.Bytes;
        long length = walk.IsAtomic ? piece.Length : (await walk.AskAsync("STRLEN")).Integer;
        walk.Digest.BeginString(length);
        walk.Writer?.Add("SET", piece);
        while (true)
        {
            walk.Digest.StringPart(piece.Span);
            walk.Bytes += piece.Length;
            await walk.SendAsync();
            if (piece.Length < PiecePace.Bytes)
            {
                break;
            }
            piece = (await walk.AskAsync("GETRANGE", Words.Of(walk.Bytes), Words.Of(walk.Bytes + PiecePace.Bytes - 1))).Bytes;
            if (!piece.IsEmpty)
            {
                walk.Writer?.Add("APPEND", piece);
            }
        }
        walk.Digest.EndString();
        walk.IsTorn = walk.Bytes != length;
    }
}
