using McpRedis.Rdb;

namespace McpRedis.Tests.Rdb;

public sealed class Crc64Tests
{
    [Fact]
    public void Check_value_is_the_published_one()
    {
        Assert.Equal(0xe9c6d914c4b8d9caUL, Crc64.Append(0, "123456789"u8));
        Assert.Equal(0xe9c6d914c4b8d9caUL, Crc64.AppendByTables(0, "123456789"u8));
    }

    [Fact]
    public void Nothing_changes_nothing() => Assert.Equal(42UL, Crc64.Append(42, []));

    // Around every length at which another way of computing takes over, from any beginning.
    [Fact]
    public void Folding_tables_and_single_bits_agree()
    {
        var random = new Random(64);
        byte[] data = new byte[1200];
        random.NextBytes(data);
        for (int length = 0; length <= data.Length; length++)
        {
            ulong start = (ulong)random.NextInt64();
            ReadOnlySpan<byte> part = data.AsSpan(0, length);
            ulong expected = BitByBit(start, part);
            Assert.Equal(expected, Crc64.Append(start, part));
            Assert.Equal(expected, Crc64.AppendByTables(start, part));
        }
    }

    [Fact]
    public void Parts_make_the_whole()
    {
        var random = new Random(65);
        byte[] data = new byte[5000];
        random.NextBytes(data);
        ulong whole = Crc64.Append(0, data);
        for (int cut = 0; cut <= data.Length; cut += 7)
        {
            Assert.Equal(whole, Crc64.Append(Crc64.Append(0, data.AsSpan(0, cut)), data.AsSpan(cut)));
        }
    }

    // The definition, without any table.
    private static ulong BitByBit(ulong crc, ReadOnlySpan<byte> data)
    {
        foreach (byte b in data)
        {
            crc ^= b;
            for (int bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 0 ? crc >> 1 : (crc >> 1) ^ 0x95ac9329ac4bc9b5;
            }
        }
        return crc;
    }
}
