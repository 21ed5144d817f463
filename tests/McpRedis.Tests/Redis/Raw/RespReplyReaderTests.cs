using System.Text;
using McpRedis.Redis;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Raw;

/// <summary>Replies wherever the network cuts them, and what no server should send.</summary>
public sealed class RespReplyReaderTests
{
    private const string Every =
        "$11\r\nhello\r\nworl\r\n" + "*2\r\n$1\r\n0\r\n*3\r\n$1\r\na\r\n$0\r\n\r\n$-1\r\n" + ":-7\r\n" + "+OK\r\n" + "-MOVED 866 127.0.0.1:7001\r\n" + "$-1\r\n" + "*-1\r\n" + "*0\r\n"
        + "_\r\n" + "%2\r\n+proto\r\n:3\r\n$1\r\nm\r\n*1\r\n*1\r\n:1\r\n" + ",1.5\r\n" + "#t\r\n" + "(12345678901234567890\r\n" + "=7\r\ntxt:abc\r\n" + "!5\r\nERR x\r\n" + "~1\r\n#f\r\n"
        + ">2\r\n+invalidate\r\n_\r\n" + "|1\r\n+ttl\r\n*1\r\n:3\r\n:7\r\n" + "*2\r\n|1\r\n+a\r\n+b\r\n:1\r\n:2\r\n" + ":9223372036854775807\r\n" + ":-9223372036854775808\r\n" + ":+5\r\n";

    private static readonly string[] Parsed =
    [
        "BulkString: hello\r\nworl", "Array(BulkString: 0, Array(BulkString: a, BulkString: , (null)))", "Integer: -7", "SimpleString: OK", "Error: MOVED 866 127.0.0.1:7001", "(null)", "(null)", "Array()",
        "(null)", "Map(SimpleString: proto, Integer: 3, BulkString: m, Array(Array(Integer: 1)))", "Double: 1.5", "Boolean: 1", "BigNumber: 12345678901234567890", "VerbatimString: abc", "Error: ERR x", "Set(Boolean: 0)",
        "Push(SimpleString: invalidate, (null))", "Integer: 7", "Array(Integer: 1, Integer: 2)", "Integer: 9223372036854775807", "Integer: -9223372036854775808", "Integer: 5",
    ];

    [Fact]
    public async Task Every_form_wherever_it_is_cut_in_two()
    {
        byte[] bytes = Latin(Every);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            Assert.Equal(Parsed, await ReadAllAsync(bytes, at => at < cut ? cut - at : bytes.Length));
        }
        for (int piece = 1; piece < 9; piece++)
        {
            Assert.Equal(Parsed, await ReadAllAsync(bytes, _ => piece));
        }
    }

    [Fact]
    public async Task Large_and_small_take_turns_in_one_buffer()
    {
        byte[] bytes = [.. Enumerable.Range(0, 40).SelectMany(i => Bulk(i % 8 == 0 ? 700_000 : 10 + i))];
        using var reader = new RespReplyReader(new SplitStream(bytes, at => 1 + (at * 7919 % 30_000)));
        for (int i = 0; i < 40; i++)
        {
            Assert.True(await reader.ReadAsync(TestTimeout.Token()));
            Assert.Equal(i % 8 == 0 ? 700_000 : 10 + i, reader.Reply.Bytes.Length);
            Assert.False(reader.Reply.Bytes.ContainsAnyExcept((byte)'x'));
        }
        Assert.False(await reader.ReadAsync(TestTimeout.Token()));
        Assert.Equal(bytes.Length, reader.Received);
    }

    [Fact]
    public async Task String_above_the_limit_is_read_past_and_told_by_its_size()
    {
        byte[] bytes = [.. Bulk(5000), .. Latin("+after\r\n"), .. Bulk(5000), .. Bulk(3)];
        foreach (int piece in (int[])[1, 7, 4096, 100_000])
        {
            using var reader = new RespReplyReader(new SplitStream(bytes, _ => piece), new(MaxReplyBytes: 1000));
            foreach (long size in (long[])[5000, 0, 5000, -3])
            {
                Assert.False(size == 5000 && piece == 1 && reader.TryRead());
                Assert.True(await reader.ReadAsync(TestTimeout.Token()));
                Assert.Equal(size == 5000, reader.Reply.IsSkipped);
                Assert.Equal(size == 5000 ? size : 0, reader.Reply.Integer);
            }
            Assert.Equal("xxx", Encoding.ASCII.GetString(reader.Reply.Bytes));
        }
    }

    [Theory]
    [InlineData("hello\r\n", 0)]
    [InlineData("\r\n", 0)]
    [InlineData("+OK\n", 3)]
    [InlineData("+OK\r\n?", 5)]
    [InlineData("$3\r\nabcde", 7)]
    [InlineData("$x\r\n", 1)]
    [InlineData("$\r\n", 1)]
    [InlineData("$-2\r\n", 0)]
    [InlineData("*-2\r\n", 0)]
    [InlineData("|-1\r\n", 0)]
    [InlineData("$?\r\n", 1)]
    [InlineData(":99999999999999999999\r\n", 20)]
    [InlineData(":9223372036854775808\r\n", 1)]
    [InlineData("*1\r\n$99999999\r\n", 4)]
    [InlineData("*99999999\r\n", 0)]
    [InlineData("%9999999999999\r\n", 0)]
    [InlineData("*1\r\n*1\r\n*1\r\n*1\r\n*1\r\n", 16)]
    public async Task No_reply_is_an_error_with_its_place(string text, long offset)
    {
        using var reader = new RespReplyReader(new SplitStream(Latin(text), _ => 100), new(MaxReplyBytes: 1_000_000, MaxDepth: 4));
        var error = await Assert.ThrowsAsync<RespFormatException>(async () =>
        {
            while (await reader.ReadAsync(TestTimeout.Token()))
            {
            }
        });
        Assert.Equal(offset, error.Offset);
    }

    [Fact]
    public async Task Line_without_end_is_given_up()
    {
        using var reader = new RespReplyReader(new SplitStream([.. "+"u8, .. Enumerable.Repeat((byte)'a', 300_000)], _ => 10_000));
        await Assert.ThrowsAsync<RespFormatException>(async () => await reader.ReadAsync(TestTimeout.Token()));
        Assert.InRange(reader.Received, 0, 100_000);
    }

    [Theory]
    [InlineData("$10\r\nabc")]
    [InlineData("*2\r\n:1\r\n")]
    [InlineData("$5000\r\nabc")]
    [InlineData(":1")]
    public async Task End_within_a_reply_is_told(string text)
    {
        using var reader = new RespReplyReader(new SplitStream(Latin(text), _ => 2), new(MaxReplyBytes: 1000));
        await Assert.ThrowsAsync<EndOfStreamException>(async () => await reader.ReadAsync(TestTimeout.Token()));
    }

    [Fact]
    public void Announced_sizes_allocate_nothing()
    {
        using var reader = new RespReplyReader(new SplitStream(Latin("*20000000\r\n$60000000\r\nabc"), _ => 100));
        long before = GC.GetAllocatedBytesForCurrentThread();
        Assert.ThrowsAny<IOException>(() => reader.ReadAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult());
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 200_000);
    }

    /// <summary>100 000 inputs, cut short or with bits turned: each ends, in replies or in one of the two errors, within memory.</summary>
    [Fact]
    public async Task Malformed_input_never_hangs_crashes_or_fills_memory()
    {
        byte[] good = Latin(Every + "*3\r\n$3\r\nkey\r\n:12345\r\n%1\r\n$1\r\nk\r\n*2\r\n$4\r\nabcd\r\n,inf\r\n");
        var random = new Random(20_261_121);
        var limits = new RespLimits(MaxReplyBytes: 1 << 20);
        long allocated = GC.GetTotalAllocatedBytes();
        int errors = 0;
        for (int i = 0; i < 100_000; i++)
        {
            byte[] bytes = good[..random.Next(1, good.Length + 1)];
            for (int flips = random.Next(4); flips > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            }
            if (random.Next(8) == 0)
            {
                bytes[random.Next(bytes.Length)] = (byte)"$*%|~>:0123456789\r\n-"[random.Next(20)];
            }
            int piece = random.Next(1, 200);
            using var reader = new RespReplyReader(new SplitStream(bytes, _ => piece), limits, bufferBytes: 256);
            try
            {
                for (int replies = 0; await reader.ReadAsync(CancellationToken.None); replies++)
                {
                    _ = reader.Reply.ToValue();
                    Assert.InRange(replies, 0, bytes.Length);
                }
            }
            catch (Exception e) when (e is RespFormatException or EndOfStreamException)
            {
                Assert.InRange(e is RespFormatException format ? format.Offset : 0, 0, bytes.Length);
                errors++;
            }
        }
        Assert.InRange(errors, 50_000, 100_000);
        Assert.InRange((GC.GetTotalAllocatedBytes() - allocated) / 100_000, 0, 100_000);
    }

    internal static string Show(RespValue value) => value.IsAggregate ? $"{value.Kind}({string.Join(", ", value.ItemArray.Select(Show))})" : value.ToString();

    private static async Task<List<string>> ReadAllAsync(byte[] bytes, Func<int, int> pieceAt)
    {
        var shown = new List<string>();
        using var reader = new RespReplyReader(new SplitStream(bytes, pieceAt), bufferBytes: 64);
        while (await reader.ReadAsync(TestTimeout.Token()))
        {
            shown.Add(Show(reader.Reply.ToValue()));
        }
        return shown;
    }

    private static byte[] Bulk(int size) => [.. Latin($"${size}\r\n"), .. Enumerable.Repeat((byte)'x', size), .. "\r\n"u8];

    private static byte[] Latin(string text) => Encoding.Latin1.GetBytes(text);
}
