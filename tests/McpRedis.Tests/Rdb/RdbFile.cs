using System.Buffers.Binary;
using System.Text;
using McpRedis.Rdb;

namespace McpRedis.Tests.Rdb;

/// <summary>A file written by hand, for what no server at hand writes.</summary>
internal sealed class RdbFile(string header = "REDIS0012")
{
    private readonly MemoryStream _bytes = Begin(header);

    public long Length => _bytes.Length;

    /// <summary>Bytes as they are: "fe 00".</summary>
    public RdbFile Hex(string hex)
    {
        _bytes.Write(Bytes.OfHex(hex));
        return this;
    }

    /// <summary>A key with a value that is already encoded.</summary>
    public RdbFile Key(string key, RdbType type, ReadOnlySpan<byte> value)
    {
        _bytes.WriteByte((byte)type);
        _bytes.Write(String(Encoding.UTF8.GetBytes(key)));
        _bytes.Write(value);
        return this;
    }

    public RdbFile Key(string key, string value) => Key(key, RdbType.String, String(Encoding.UTF8.GetBytes(value)));

    /// <summary>The file so far, with the end mark and the right checksum.</summary>
    public byte[] ToArray()
    {
        byte[] bytes = [.. _bytes.ToArray(), RdbOpcode.Eof, .. new byte[8]];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan()[^8..], Crc64.Append(0, bytes.AsSpan()[..^8]));
        return bytes;
    }

    /// <summary>A string as a file has it, neither integer nor compressed.</summary>
    public static byte[] String(ReadOnlySpan<byte> text) => [.. RdbFile.Count((ulong)text.Length), .. text];

    public static byte[] String(string text) => String(Encoding.UTF8.GetBytes(text));

    /// <summary>A length as a file has it.</summary>
    public static byte[] Count(ulong count)
    {
        byte[] bytes = [0x81, .. new byte[8]];
        BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(1), count);
        return count switch
        {
            < 64 => [(byte)count],
            < 16384 => [(byte)(64 | (count >> 8)), (byte)count],
            <= uint.MaxValue => [0x80, .. bytes[5..]],
            _ => bytes,
        };
    }

    private static MemoryStream Begin(string header)
    {
        var bytes = new MemoryStream();
        bytes.Write(Encoding.ASCII.GetBytes(header));
        return bytes;
    }
}
