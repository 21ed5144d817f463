using System.Buffers.Text;
using McpRedis.Rdb.Elements;
using McpRedis.Redis;

namespace McpRedis.Migration.ByType;

/// <summary>Ids of stream entries as replies write them: <c>1526919030474-55</c>.</summary>
internal static class StreamText
{
    /// <exception cref="TypeErrorException">It is none.</exception>
    public static StreamId Id(RespValue text)
    {
        var bytes = text.Bytes.Span;
        return Utf8Parser.TryParse(bytes, out ulong ms, out int digits) && digits < bytes.Length - 1 && Utf8Parser.TryParse(bytes[(digits + 1)..], out ulong sequence, out _)
            ? new(ms, sequence)
            : throw new TypeErrorException("XINFO STREAM", "An id of an entry is none.");
    }

    public static ReadOnlyMemory<byte> Word(StreamId id) => Words.Of(id.ToString());

    /// <summary>The one right after it.</summary>
    public static StreamId After(StreamId id) => id.Sequence == ulong.MaxValue ? new(id.Ms + 1, 0) : new(id.Ms, id.Sequence + 1);
}
