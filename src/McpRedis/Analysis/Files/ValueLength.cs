using System.Buffers.Binary;
using McpRedis.Analysis.Counting;
using McpRedis.Rdb;
using McpRedis.Rdb.Elements;

namespace McpRedis.Analysis.Files;

// Heads of packed blobs, little endian:
//   listpack   13 00 00 00  02 00                 bytes, entries
//   ziplist    13 00 00 00  0f 00 00 00  02 00    bytes, place of the last entry, entries
//   intset     02 00 00 00  03 00 00 00           width, elements
// 65535 entries of the first two means: count them.

/// <summary>How many elements a value in a file has, from its heads alone where they tell.</summary>
internal static class ValueLength
{
    private const int Uncounted = ushort.MaxValue;
    private const ulong PlainNode = 1;

    /// <summary>Elements; of a string bytes. <see cref="KeyFact.Unknown"/> for what has none or cannot be read.</summary>
    public static long Of(RdbFlavour flavour, in RdbRecord record, DecodeBuffers buffers)
    {
        try
        {
            return record.IsSpilled ? KeyFact.Unknown : Of(flavour, record.Type, record.Value, buffers);
        }
        catch (RdbFormatException)
        {
            return KeyFact.Unknown;
        }
    }

    private static long Of(RdbFlavour flavour, RdbType type, ReadOnlySpan<byte> value, DecodeBuffers buffers)
    {
        var reader = new ValueReader(value);
        switch (type)
        {
            case RdbType.String:
                return reader.String().Length;
            case RdbType.List or RdbType.Set or RdbType.ZSet or RdbType.ZSet2 or RdbType.Hash or RdbType.Hash22:
                return (long)reader.Length();
            case RdbType.HashMetadata:
                reader.Int64();
                return (long)reader.Length();
            case RdbType.SetIntset:
                return BinaryPrimitives.ReadUInt32LittleEndian(Blob(ref reader, buffers)[4..]);
            case RdbType.SetListpack or RdbType.HashListpack or RdbType.ZSetListpack when Entries(Blob(ref reader, buffers), at: 4) is < Uncounted and var entries:
                return type == RdbType.SetListpack ? entries : entries / 2;
            case RdbType.HashZiplist or RdbType.ZSetZiplist or RdbType.ListZiplist when Entries(Blob(ref reader, buffers), at: 8) is < Uncounted and var entries:
                return type == RdbType.ListZiplist ? entries : entries / 2;
            case RdbType.ListQuicklist2 or RdbType.ListQuicklist when Nodes(type, value, buffers) is >= 0 and var entries:
                return entries;
        }
        return type.IsStream() ? StreamLength(ref reader) : type.Shape() is RdbShape.Module or RdbShape.Unknown ? KeyFact.Unknown : Walked(flavour, type, value, buffers);
    }

    private static ReadOnlySpan<byte> Blob(ref ValueReader reader, DecodeBuffers buffers)
    {
        var blob = reader.String().Decode(ref buffers.Blob);
        return blob.Length >= 7 ? blob : throw reader.Wrong("a packed value without a head");
    }

    private static int Entries(ReadOnlySpan<byte> blob, int at) => blob.Length < at + 2 ? Uncounted : BinaryPrimitives.ReadUInt16LittleEndian(blob[at..]);

    // -1 where a node does not tell.
    private static long Nodes(RdbType type, ReadOnlySpan<byte> value, DecodeBuffers buffers)
    {
        var reader = new ValueReader(value);
        long elements = 0;
        for (int nodes = reader.CountOfSome(1); nodes > 0; nodes--)
        {
            if (type == RdbType.ListQuicklist2 && reader.Length() == PlainNode)
            {
                reader.SkipString();
                elements++;
                continue;
            }
            int entries = Entries(Blob(ref reader, buffers), type == RdbType.ListQuicklist2 ? 4 : 8);
            if (entries == Uncounted)
            {
                return -1;
            }
            elements += entries;
        }
        return elements;
    }

    private static long StreamLength(ref ValueReader reader)
    {
        for (int nodes = reader.Count(2); nodes > 0; nodes--)
        {
            reader.SkipString();
            reader.SkipString();
        }
        return (long)reader.Length();
    }

    private static long Walked(RdbFlavour flavour, RdbType type, ReadOnlySpan<byte> value, DecodeBuffers buffers)
    {
        var elements = new RdbElements(flavour, type, value, buffers);
        long count = 0;
        while (elements.MoveNext())
        {
            count++;
        }
        return count;
    }
}
