namespace McpRedis.Analysis.Counting;

/// <summary>Keys of one type in one encoding.</summary>
/// <param name="type">By <see cref="Words.Types"/>.</param>
/// <param name="encoding">By <see cref="Words.Encodings"/>.</param>
internal sealed class EncodingCount(byte type, byte encoding)
{
    public byte Type => type;

    public byte Encoding => encoding;

    public Tally All;
}
