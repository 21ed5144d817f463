using System.Text;
using McpRedis.Faults;
using McpRedis.Migration.Sync;
using McpRedis.Tests.Rdb;

namespace McpRedis.Tests.Migration.Sync;

public sealed class SyncTransferTests
{
    private const string Mark = "8f3c1b2a9d4e5f60718293a4b5c6d7e8f9012345";
    private const string Other = "8f3c1b2a9d4e5f60718293a4b5c6d7e8f9012346"; // all but the last of it
    private const string Commands = "*1\r\n$4\r\nPING\r\n";

    public static TheoryData<string, string, string?> Transfers => new()
    {
        { "\n\n\n$5\r\nhello", "hello", null },
        { $"$5\r\nhello{Commands}", "hello", null },
        { "$0\r\n", "", null },
        { $"+FULLRESYNC {Mark} 1234\r\n\n\n$7\r\nhe\nllo\n{Commands}", "he\nllo\n", Mark },
        { $"\n$EOF:{Mark}\r\nhello{Mark}", "hello", null },
        { $"$EOF:{Mark}\r\n{Mark}", "", null },
        { $"$EOF:{Mark}\r\n{Other}{Mark[..39]}{Other}{Mark}{Commands}", Other + Mark[..39] + Other, null },
        { $"+FULLRESYNC {Mark} 1234\r\n$EOF:{Mark}\r\n8f3c8f3c1b{Mark}{Commands}", "8f3c8f3c1b", Mark },
    };

    [Theory]
    [MemberData(nameof(Transfers))]
    public async Task Snapshot_is_found_wherever_the_reads_cut(string sent, string snapshot, string? replicationId)
    {
        byte[] bytes = Encoding.ASCII.GetBytes(sent);
        for (int cut = 0; cut <= bytes.Length; cut++)
        {
            var sizes = new Queue<int>(cut is 0 ? [bytes.Length] : [cut, bytes.Length]);
            await using var source = new PiecewiseStream(bytes, () => sizes.TryDequeue(out int size) ? size : bytes.Length);
            await CheckAsync(source, bytes, snapshot, replicationId, readBytes: 1 + (cut % 7));
        }
        await using var slow = new PiecewiseStream(bytes, () => 1);
        await CheckAsync(slow, bytes, snapshot, replicationId, readBytes: 100);
    }

    [Fact]
    public async Task Large_snapshot_passes_in_both_forms()
    {
        byte[] snapshot = new byte[3 << 20];
        new Random(5).NextBytes(snapshot);
        foreach (byte[] sent in (byte[][])[[.. "$3145728\r\n"u8, .. snapshot], [.. Encoding.ASCII.GetBytes($"$EOF:{Mark}\r\n"), .. snapshot, .. Encoding.ASCII.GetBytes(Mark)]])
        {
            var random = new Random(6);
            await using var source = new PiecewiseStream(sent, () => random.Next(1, 100_000));
            await using SyncTransfer transfer = await SyncTransfer.OpenAsync(source, CancellationToken.None);
            var read = new MemoryStream();
            await transfer.CopyToAsync(read, CancellationToken.None);
            Assert.True(read.ToArray().AsSpan().SequenceEqual(snapshot));
        }
    }

    [Theory]
    [InlineData("$10\r\nhello")]
    [InlineData($"$EOF:{Mark}\r\nhello")]
    [InlineData($"$EOF:{Mark}\r\nhello8f3c1b2a9d4e5f60718293a4b5c6d7e8f901234")]
    public async Task Connection_that_ends_within_it_is_no_snapshot(string sent)
    {
        await using var source = new MemoryStream(Encoding.ASCII.GetBytes(sent));
        await using SyncTransfer transfer = await SyncTransfer.OpenAsync(source, CancellationToken.None);
        await Assert.ThrowsAsync<EndOfStreamException>(() => transfer.CopyToAsync(Stream.Null, CancellationToken.None));
        Assert.False(transfer.IsWhole);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\n\n")]
    [InlineData("$5")]
    [InlineData("+OK\r\n")]
    [InlineData("$-1\r\n")]
    [InlineData("$EOF:short\r\n")]
    [InlineData("$99999999999999999999\r\n")]
    [InlineData("HTTP/1.1 400 Bad Request\r\n")]
    public async Task What_is_no_snapshot_is_refused(string sent) =>
        await Assert.ThrowsAnyAsync<IOException>(() => SyncTransfer.OpenAsync(new MemoryStream(Encoding.ASCII.GetBytes(sent)), CancellationToken.None));

    [Fact]
    public async Task Line_without_an_end_is_refused() =>
        await Assert.ThrowsAsync<IOException>(() => SyncTransfer.OpenAsync(new LongStream([], 1L << 40, []), CancellationToken.None));

    [Theory]
    [InlineData("-NOPERM User app has no permissions to run the 'sync' command\r\n", nameof(ErrorCode.NotPermitted))]
    [InlineData("\n\n-LOADING Redis is loading the dataset in memory\r\n", nameof(ErrorCode.RedisLoading))]
    [InlineData("-NOMASTERLINK Can't SYNC while not connected with my master\r\n", nameof(ErrorCode.RedisUnavailable))]
    public async Task Refusal_of_the_server_is_a_fault_with_its_code(string sent, string code)
    {
        Fault fault = await Assert.ThrowsAsync<Fault>(() => SyncTransfer.OpenAsync(new MemoryStream(Encoding.ASCII.GetBytes(sent)), CancellationToken.None));
        Assert.Equal(code, fault.Code.ToString());
    }

    private static async Task CheckAsync(PiecewiseStream source, byte[] sent, string snapshot, string? replicationId, int readBytes)
    {
        await using SyncTransfer transfer = await SyncTransfer.OpenAsync(source, CancellationToken.None);
        var read = new MemoryStream();
        byte[] buffer = new byte[readBytes];
        for (int count; (count = await transfer.ReadAsync(buffer, CancellationToken.None)) > 0;)
        {
            read.Write(buffer, 0, count);
        }
        Assert.Equal(snapshot, Encoding.ASCII.GetString(read.ToArray()));
        Assert.True(transfer.IsWhole);
        Assert.Equal(0, await transfer.ReadAsync(buffer, CancellationToken.None));
        Assert.Equal((replicationId, replicationId is null ? 0 : 1234), (transfer.ReplicationId, transfer.ReplicationOffset));
        // Nothing behind the snapshot is lost or taken for a part of it.
        var rest = new MemoryStream();
        rest.Write(transfer.TakeRest());
        await source.CopyToAsync(rest, CancellationToken.None);
        string all = Encoding.ASCII.GetString(sent);
        Assert.Equal(all.EndsWith(Commands, StringComparison.Ordinal) ? Commands : "", Encoding.ASCII.GetString(rest.ToArray()));
    }
}
