using System.Buffers.Binary;
using System.Globalization;

namespace McpRedis.Rdb.Elements;

/// <summary>Id of a stream entry: milliseconds, and a number within them.</summary>
internal readonly record struct StreamId(ulong Ms, ulong Sequence) : IComparable<StreamId>
{
    /// <summary>Bytes of an id where it is a key: both numbers, highest byte first.</summary>
    public const int Size = 16;

    public static StreamId Read(ReadOnlySpan<byte> raw) =>
        new(BinaryPrimitives.ReadUInt64BigEndian(raw), BinaryPrimitives.ReadUInt64BigEndian(raw[8..]));

    public int CompareTo(StreamId other) => Ms != other.Ms ? Ms.CompareTo(other.Ms) : Sequence.CompareTo(other.Sequence);

    /// <summary><c>1526919030474-55</c>, as commands take it.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Ms}-{Sequence}");

    public static bool operator <(StreamId left, StreamId right) => left.CompareTo(right) < 0;

    public static bool operator <=(StreamId left, StreamId right) => left.CompareTo(right) <= 0;

    public static bool operator >(StreamId left, StreamId right) => left.CompareTo(right) > 0;

    public static bool operator >=(StreamId left, StreamId right) => left.CompareTo(right) >= 0;
}
