using System.Buffers;
using System.Collections.Concurrent;
using System.IO.Pipelines;
using McpRedis.Tests.Support;
using Pipelines.Sockets.Unofficial;

namespace McpRedis.Tests.Compat;

public sealed class StreamConnectionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_go_both_ways_and_the_end_ends_the_input(bool dedicated)
    {
        var stream = new ScriptedStream([[1, 2, 3], [4]]);
        using var scheduler = Scheduler();
        var pipe = Open(stream, dedicated ? scheduler : PipeScheduler.ThreadPool);
        await pipe.Output.WriteAsync(new byte[] { 9, 8 });
        Assert.Equal([9, 8], await stream.Written.WaitAsync(TestTimeout.HangGuard));
        stream.Go();

        Assert.Equal([1, 2, 3, 4], await DrainAsync(pipe.Input));
        var measured = Assert.IsAssignableFrom<IMeasuredDuplexPipe>(pipe);
        Assert.Equal(4, measured.TotalBytesReceived);
        await TestTimeout.UntilAsync("the send is counted", () => Task.FromResult(measured.TotalBytesSent == 2));
    }

    // The pool may be full of callers who wait for what this thread reads.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Receiving_has_a_thread_of_its_own_with_the_dedicated_scheduler_only(bool dedicated)
    {
        var stream = new ScriptedStream([[1]]);
        using var scheduler = Scheduler();
        var pipe = Open(stream, dedicated ? scheduler : PipeScheduler.ThreadPool);
        stream.Go();
        await DrainAsync(pipe.Input);

        Assert.All(stream.BlockingReads, pool => Assert.False(pool));
        Assert.Equal(dedicated, !stream.BlockingReads.IsEmpty);
    }

    [Fact]
    public async Task Buffers_grow_while_they_come_back_full()
    {
        var stream = new ScriptedStream(new byte[]?[20]);
        using var scheduler = Scheduler();
        var pipe = Open(stream, scheduler);
        stream.Go();
        await DrainAsync(pipe.Input);

        Assert.InRange(stream.Offered[0], 1, 16384);
        Assert.InRange(stream.Offered[19], 1 << 20, 1 << 21);
    }

    [Fact]
    public async Task A_failing_read_leaves_as_an_IOException()
    {
        using var scheduler = Scheduler();
        var pipe = Open(new FailingStream(failRead: true), scheduler);

        await Assert.ThrowsAsync<ConnectionResetException>(() => DrainAsync(pipe.Input));
    }

    [Fact]
    public async Task A_failing_write_is_told_by_the_input_and_only_there()
    {
        using var scheduler = Scheduler();
        var pipe = Open(new FailingStream(failRead: false), scheduler);
        await TestTimeout.UntilAsync("writing ends quietly", async () => (await pipe.Output.WriteAsync(new byte[] { 1 })).IsCompleted);

        var error = await Assert.ThrowsAsync<ConnectionResetException>(() => DrainAsync(pipe.Input));
        Assert.Equal("write", error.InnerException!.Message);
    }

    // The client does not dispose its SslStream.
    [Fact]
    public void Disposing_the_pipe_disposes_the_stream()
    {
        var stream = new ScriptedStream([]);
        using var scheduler = Scheduler();
        ((IDisposable)Open(stream, scheduler)).Dispose();

        Assert.False(stream.CanRead);
    }

    [Fact]
    public async Task A_reader_alone()
    {
        var reader = StreamConnection.GetReader(new MemoryStream([1, 2, 3]), PipeOptions.Default, "test");

        Assert.Equal([1, 2, 3], await DrainAsync(reader));
    }

    private static DedicatedThreadPoolPipeScheduler Scheduler() => new("test:IO", 5, 10, ThreadPriority.Normal);

    private static IDuplexPipe Open(Stream stream, PipeScheduler scheduler)
    {
        var options = new PipeOptions(readerScheduler: scheduler, writerScheduler: scheduler, useSynchronizationContext: false, pauseWriterThreshold: 1L << 32, resumeWriterThreshold: 1L << 31);
        return StreamConnection.GetDuplex(stream, options, options, "test");
    }

    private static async Task<byte[]> DrainAsync(PipeReader reader)
    {
        while (true)
        {
            var result = await reader.ReadAsync(TestTimeout.Token());
            if (result.IsCompleted)
            {
                var bytes = result.Buffer.ToArray();
                await reader.CompleteAsync();
                return bytes;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    // Gives one chunk a read, after Go; a null chunk fills whatever buffer it meets.
    private sealed class ScriptedStream(byte[]?[] chunks) : TestStream
    {
        private readonly ManualResetEventSlim _go = new();
        private readonly TaskCompletionSource<byte[]> _written = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly Queue<byte[]?> _chunks = new(chunks);
        private bool _disposed;

        public ConcurrentQueue<bool> BlockingReads { get; } = [];

        public List<int> Offered { get; } = [];

        public Task<byte[]> Written => _written.Task;

        public override bool CanRead => !_disposed;

        public void Go() => _go.Set();

        public override int Read(Span<byte> buffer)
        {
            BlockingReads.Enqueue(Thread.CurrentThread.IsThreadPoolThread);
            return Next(buffer);
        }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Task.Yield();
            return Next(buffer.Span);
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            _written.TrySetResult(buffer.ToArray());
            return default;
        }

        protected override void Dispose(bool disposing)
        {
            _disposed = true;
            Go();
            base.Dispose(disposing);
        }

        private int Next(Span<byte> buffer)
        {
            _go.Wait();
            Offered.Add(buffer.Length);
            if (_disposed || !_chunks.TryDequeue(out var chunk))
            {
                return 0;
            }

            chunk?.CopyTo(buffer);
            return chunk?.Length ?? buffer.Length;
        }
    }

    private sealed class FailingStream(bool failRead) : TestStream
    {
        private readonly ManualResetEventSlim _disposed = new();

        public override int Read(Span<byte> buffer)
        {
            if (failRead)
            {
                throw new InvalidOperationException("read");
            }

            _disposed.Wait();
            return 0;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            throw new InvalidOperationException("write");

        protected override void Dispose(bool disposing)
        {
            _disposed.Set();
            base.Dispose(disposing);
        }
    }

    // The members of Stream that nobody calls here.
    private abstract class TestStream : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
