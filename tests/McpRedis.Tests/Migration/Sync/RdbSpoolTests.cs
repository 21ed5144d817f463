using System.IO.Pipelines;
using McpRedis.Faults;
using McpRedis.Migration.Sync;
using McpRedis.Tests.Rdb;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Sync;

public sealed class RdbSpoolTests : IDisposable
{
    private const int Piece = 64 << 10;

    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task What_comes_in_can_be_read_at_once_and_is_gone_at_the_end()
    {
        CancellationToken token = TestTimeout.Token();
        var pipe = new Pipe();
        await using (RdbSpool spool = RdbSpool.Start(pipe.Reader.AsStream(), null, Here(), token))
        {
            await using Stream reader = spool.OpenRead();
            byte[] buffer = new byte[Piece];
            await pipe.Writer.WriteAsync(Filled('a'), token);
            Assert.Equal(new string('a', Piece), await TextAsync(reader, buffer, Piece, token));

            ValueTask<int> waiting = reader.ReadAsync(buffer, token);
            Assert.False(waiting.IsCompleted);
            await pipe.Writer.WriteAsync(Filled('b'), token);
            Assert.InRange(await waiting, 1, Piece);

            await pipe.Writer.WriteAsync("end"u8.ToArray(), token);
            await pipe.Writer.CompleteAsync();
            await spool.Completion;
            Assert.Equal((2 * Piece) + 3, spool.WrittenBytes);
            await using Stream again = spool.OpenRead();
            Assert.Equal(new string('a', Piece), await TextAsync(again, buffer, Piece, token));
            Assert.Equal(new string('b', Piece), await TextAsync(again, buffer, Piece, token));
            Assert.Equal("end", await TextAsync(again, buffer, 3, token));
            Assert.Equal(0, await again.ReadAsync(buffer, token));
            if (!OperatingSystem.IsWindows())
            {
                // Nobody else can open it, and a crash of ours leaves nothing behind.
                Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
            }
        }
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    // The source is never made to wait for whoever reads.
    [Fact]
    public async Task Source_is_read_to_its_end_though_nobody_reads_the_spool()
    {
        await using RdbSpool spool = RdbSpool.Start(new LongStream([1], 20 << 20, [2]), (20 << 20) + 2, Here(), TestTimeout.Token());
        await spool.Completion.WaitAsync(TestTimeout.Token());
        Assert.Equal((20 << 20) + 2, spool.WrittenBytes);
    }

    [Fact]
    public async Task Snapshot_is_split_while_it_is_still_coming()
    {
        CancellationToken token = TestTimeout.Token();
        byte[] file = HandMadeFiles.Redis;
        IReadOnlyList<ReadRecord> whole = await ReadRecord.AllAsync(file);
        var random = new Random(7);
        for (int i = 0; i < 20; i++)
        {
            await using var source = new PiecewiseStream(file, () => random.Next(1, 200));
            await using RdbSpool spool = RdbSpool.Start(source, file.Length, Here(), token);
            Assert.Equal(whole, await ReadRecord.AllAsync(spool.OpenRead()));
        }
    }

    [Fact]
    public async Task Failure_of_the_source_comes_after_all_that_was_written()
    {
        CancellationToken token = TestTimeout.Token();
        await using var source = new MemoryStream("$100\r\nnot so much"u8.ToArray());
        await using SyncTransfer transfer = await SyncTransfer.OpenAsync(source, token);
        await using RdbSpool spool = RdbSpool.Start(transfer, transfer.SizeBytes, Here(), token);
        await using Stream reader = spool.OpenRead();
        byte[] buffer = new byte[100];
        Assert.Equal("not so much", await TextAsync(reader, buffer, 11, token));
        await Assert.ThrowsAsync<EndOfStreamException>(() => reader.ReadAsync(buffer, token).AsTask());
        await Assert.ThrowsAsync<EndOfStreamException>(() => spool.Completion);
    }

    [Fact]
    public async Task Full_disk_is_refused_before_and_noticed_within()
    {
        SpoolOptions small = Here() with { ReserveBytes = 1000, FreeBytes = _ => 5000 };
        Fault before = Assert.Throws<Fault>(() => RdbSpool.Start(Stream.Null, 4001, small, CancellationToken.None));
        Assert.Equal(ErrorCode.Conflict, before.Code);
        Assert.Contains("5000", before.Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));

        int looks = 0;
        SpoolOptions filling = small with { FreeBytes = _ => looks++ == 0 ? 5000 : 999 };
        await using (RdbSpool spool = RdbSpool.Start(new LongStream([], 1L << 40, []), null, filling, TestTimeout.Token()))
        {
            Fault within = await Assert.ThrowsAsync<Fault>(() => spool.Completion.WaitAsync(TestTimeout.Token()));
            Assert.Equal(ErrorCode.Conflict, within.Code);
            Assert.InRange(spool.WrittenBytes, 1, 65 << 20);
        }
        Assert.Empty(Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public async Task Cancelled_reading_and_an_abandoned_spool_end()
    {
        using var cancel = new CancellationTokenSource();
        var never = new Pipe();
        RdbSpool spool = RdbSpool.Start(never.Reader.AsStream(), null, Here(), cancel.Token);
        ValueTask<int> waiting = spool.OpenRead().ReadAsync(new byte[1], TestTimeout.Token());
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.AsTask());
        await spool.DisposeAsync();

        await using RdbSpool abandoned = RdbSpool.Start(never.Reader.AsStream(), null, Here(), CancellationToken.None);
    }

    private static byte[] Filled(char letter)
    {
        byte[] bytes = new byte[Piece];
        bytes.AsSpan().Fill((byte)letter);
        return bytes;
    }

    private SpoolOptions Here() => new() { Folder = _folder.Path, ReserveBytes = 0 };

    private static async Task<string> TextAsync(Stream stream, byte[] buffer, int count, CancellationToken token)
    {
        await stream.ReadExactlyAsync(buffer.AsMemory(0, count), token);
        return System.Text.Encoding.ASCII.GetString(buffer, 0, count);
    }
}
