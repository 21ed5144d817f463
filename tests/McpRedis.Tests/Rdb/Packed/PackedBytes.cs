using System.Buffers.Binary;
using System.Text;

namespace McpRedis.Tests.Rdb.Packed;

/// <summary>Packed blobs as servers write them, from strings, byte arrays and numbers.</summary>
internal static class PackedBytes
{
    public static byte[] Listpack(params object[] entries) => Listpack(entries.Length, entries);

    public static byte[] Listpack(int count, object[] entries)
    {
        var body = new MemoryStream();
        foreach (object entry in entries)
        {
            byte[] encoded = entry is string or byte[] ? ListpackText(Raw(entry)) : ListpackInteger(Convert.ToInt64(entry));
            body.Write(encoded);
            body.Write(BackLength(encoded.Length));
        }
        return [.. LittleEndian(6 + body.Length + 1, 4), .. LittleEndian(count, 2), .. body.ToArray(), 0xFF];
    }

    public static byte[] Ziplist(params object[] entries)
    {
        var body = new MemoryStream();
        int before = 0;
        foreach (object entry in entries)
        {
            byte[] encoded = entry is string or byte[] ? ZiplistText(Raw(entry)) : ZiplistInteger(Convert.ToInt64(entry));
            byte[] previous = before < 254 ? [(byte)before] : [254, .. LittleEndian(before, 4)];
            body.Write(previous);
            body.Write(encoded);
            before = previous.Length + encoded.Length;
        }
        return [.. LittleEndian(10 + body.Length + 1, 4), .. LittleEndian(10 + body.Length - before, 4), .. LittleEndian(entries.Length, 2), .. body.ToArray(), 0xFF];
    }

    public static byte[] Intset(int width, params long[] numbers) =>
        [.. LittleEndian(width, 4), .. LittleEndian(numbers.Length, 4), .. numbers.SelectMany(number => LittleEndian(number, width))];

    public static byte[] Zipmap(params string[] items)
    {
        var body = new MemoryStream();
        for (int i = 0; i < items.Length; i++)
        {
            byte[] item = Raw(items[i]);
            body.Write(item.Length < 254 ? [(byte)item.Length] : [254, .. LittleEndian(item.Length, 4)]);
            body.Write(i % 2 == 0 ? [] : [2]); // two unused bytes behind every value
            body.Write(item);
            body.Write(i % 2 == 0 ? [] : new byte[2]);
        }
        return [(byte)(items.Length / 2), .. body.ToArray(), 0xFF];
    }

    // Read from its end: the highest seven bits first, and every byte but the first with its top bit set.
    private static byte[] BackLength(int length) =>
        length <= 127 ? [(byte)length]
        : length < 16383 ? [(byte)(length >> 7), (byte)(length & 127 | 128)]
        : [(byte)(length >> 14), (byte)(length >> 7 & 127 | 128), (byte)(length & 127 | 128)];

    private static byte[] ListpackText(byte[] text) =>
        text.Length < 64 ? [(byte)(0x80 | text.Length), .. text]
        : text.Length < 4096 ? [(byte)(0xE0 | text.Length >> 8), (byte)text.Length, .. text]
        : [0xF0, .. LittleEndian(text.Length, 4), .. text];

    private static byte[] ListpackInteger(long number) => number switch
    {
        >= 0 and < 128 => [(byte)number],
        >= -4096 and < 4096 => [(byte)(0xC0 | number >> 8 & 0x1F), (byte)number],
        >= short.MinValue and <= short.MaxValue => [0xF1, .. LittleEndian(number, 2)],
        >= -(1 << 23) and < 1 << 23 => [0xF2, .. LittleEndian(number, 3)],
        >= int.MinValue and <= int.MaxValue => [0xF3, .. LittleEndian(number, 4)],
        _ => [0xF4, .. LittleEndian(number, 8)],
    };

    private static byte[] ZiplistText(byte[] text) =>
        text.Length < 64 ? [(byte)text.Length, .. text]
        : text.Length < 16384 ? [(byte)(0x40 | text.Length >> 8), (byte)text.Length, .. text]
        : [0x80, .. LittleEndian(text.Length, 4).Reverse(), .. text];

    private static byte[] ZiplistInteger(long number) => number switch
    {
        >= 0 and <= 12 => [(byte)(0xF1 + number)],
        >= sbyte.MinValue and <= sbyte.MaxValue => [0xFE, (byte)number],
        >= short.MinValue and <= short.MaxValue => [0xC0, .. LittleEndian(number, 2)],
        >= -(1 << 23) and < 1 << 23 => [0xF0, .. LittleEndian(number, 3)],
        >= int.MinValue and <= int.MaxValue => [0xD0, .. LittleEndian(number, 4)],
        _ => [0xE0, .. LittleEndian(number, 8)],
    };

    private static byte[] LittleEndian(long number, int width)
    {
        byte[] bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, number);
        return bytes[..width];
    }

    private static byte[] Raw(object entry) => entry as byte[] ?? Encoding.UTF8.GetBytes((string)entry);
}
