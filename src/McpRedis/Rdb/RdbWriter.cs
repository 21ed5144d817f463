using System.Buffers;
using System.Buffers.Binary;

namespace McpRedis.Rdb;

/// <summary>
/// Writes a file record by record, as a server would load it. Values come as they lie in another file or in a payload; what the version of the header does not know must
/// have been changed before. Bytes go to <paramref name="output"/>, which whoever owns it flushes.
/// </summary>
/// <remarks>Strings are written plain: every server reads them so, and compressing would cost more than it saves on the way to a target nearby.</remarks>
internal sealed class RdbWriter(IBufferWriter<byte> output)
{
    private const int LongestLength = 9;
    private const int LongestAttributes = 9 + 10 + 2;   // expiry, idle time, frequency

    private ulong _checksum;
    private int _database = -1;

    /// <summary>Bytes written.</summary>
    public long Length { get; private set; }

    // REDIS0010 | VALKEY080
    public void Begin(RdbHeader header)
    {
        Span<byte> bytes = Room(RdbHeader.Size);
        header.Write(bytes);
        Commit(bytes, RdbHeader.Size);
    }

    /// <summary>What the file says of itself: <c>redis-ver</c>, <c>repl-id</c>.</summary>
    public void Aux(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value)
    {
        Span<byte> bytes = Room(1 + (2 * LongestLength) + name.Length + value.Length);
        bytes[0] = RdbOpcode.Aux;
        int length = 1 + String(bytes[1..], name);
        length += String(bytes[length..], value);
        Commit(bytes, length);
    }

    /// <summary>How many keys a database will have, so that a server makes room for them at once.</summary>
    public void Resize(int database, ulong keys, ulong expires)
    {
        Span<byte> bytes = Room(2 + (3 * LongestLength));
        int length = Select(bytes, database);
        bytes[length++] = RdbOpcode.ResizeDb;
        length += Count(bytes[length..], keys);
        length += Count(bytes[length..], expires);
        Commit(bytes, length);
    }

    /// <summary>A library of functions; <paramref name="source"/> is a string as it lies in a file.</summary>
    public void Function(ReadOnlySpan<byte> source)
    {
        Span<byte> bytes = Room(1 + source.Length);
        bytes[0] = RdbOpcode.Function2;
        source.CopyTo(bytes[1..]);
        Commit(bytes, 1 + source.Length);
    }

    public void Key(int database, ReadOnlySpan<byte> key, in RdbKeyAttributes attributes, RdbType type, ReadOnlySpan<byte> value)
    {
        ReadOnlySpan<byte> meta = attributes.Meta;
        Span<byte> bytes = Room(2 + (2 * LongestLength) + LongestAttributes + meta.Length + key.Length + value.Length);
        int length = Select(bytes, database);
        length += Attributes(bytes[length..], attributes);
        meta.CopyTo(bytes[length..]);
        length += meta.Length;
        bytes[length++] = (byte)type;
        length += String(bytes[length..], key);
        value.CopyTo(bytes[length..]);
        Commit(bytes, length + value.Length);
    }

    /// <summary>The end mark and the checksum of all before it.</summary>
    public void End()
    {
        Span<byte> mark = Room(1);
        mark[0] = RdbOpcode.Eof;
        Commit(mark, 1);
        Span<byte> checksum = Room(sizeof(ulong));
        BinaryPrimitives.WriteUInt64LittleEndian(checksum, _checksum);
        Commit(checksum, sizeof(ulong));
    }

    private int Select(Span<byte> bytes, int database)
    {
        if (_database == database)
        {
            return 0;
        }
        _database = database;
        bytes[0] = RdbOpcode.SelectDb;
        return 1 + Count(bytes[1..], (ulong)database);
    }

    private static int Attributes(Span<byte> bytes, in RdbKeyAttributes attributes)
    {
        int length = 0;
        if (attributes.ExpireAtMs is { } expireAtMs)
        {
            bytes[length] = RdbOpcode.ExpireTimeMs;
            BinaryPrimitives.WriteInt64LittleEndian(bytes[(length + 1)..], expireAtMs);
            length += 1 + sizeof(long);
        }
        if (attributes.IdleSeconds is { } idleSeconds)
        {
            bytes[length++] = RdbOpcode.Idle;
            length += Count(bytes[length..], (ulong)idleSeconds);
        }
        if (attributes.Frequency is { } frequency)
        {
            bytes[length++] = RdbOpcode.Frequency;
            bytes[length++] = frequency;
        }
        return length;
    }

    private static int String(Span<byte> bytes, ReadOnlySpan<byte> text)
    {
        int length = Count(bytes, (ulong)text.Length);
        text.CopyTo(bytes[length..]);
        return length + text.Length;
    }

    // 2a = 42 | 42 00 = 512 | 80 00 01 00 00 = 65536 | 81 and 8 bytes
    private static int Count(Span<byte> bytes, ulong count)
    {
        switch (count)
        {
            case < 64:
                bytes[0] = (byte)count;
                return 1;
            case < 16384:
                BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)(0x4000 | count));
                return 2;
            case <= uint.MaxValue:
                bytes[0] = 0x80;
                BinaryPrimitives.WriteUInt32BigEndian(bytes[1..], (uint)count);
                return 5;
            default:
                bytes[0] = 0x81;
                BinaryPrimitives.WriteUInt64BigEndian(bytes[1..], count);
                return LongestLength;
        }
    }

    private Span<byte> Room(int size) => output.GetSpan(size);

    private void Commit(ReadOnlySpan<byte> bytes, int length)
    {
        _checksum = Crc64.Append(_checksum, bytes[..length]);
        output.Advance(length);
        Length += length;
    }
}
