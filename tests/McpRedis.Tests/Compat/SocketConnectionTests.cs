using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using McpRedis.Tests.Support;
using Pipelines.Sockets.Unofficial;

namespace McpRedis.Tests.Compat;

// Every test runs with the dedicated scheduler (a receive thread) and with the pool's (an asynchronous receive loop).
public sealed class SocketConnectionTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Bytes_go_both_ways(bool dedicated)
    {
        await using var link = await Link.OpenAsync(dedicated);
        await link.Pipe.Output.WriteAsync("to the server"u8.ToArray());
        Assert.Equal("to the server"u8.ToArray(), await link.ReceiveAtServerAsync(13));
        await link.Server.SendAsync("to the client"u8.ToArray());

        Assert.Equal("to the client"u8.ToArray(), (await ReadAsync(link.Pipe.Input, 13)).ToArray());
        Assert.Equal((13, 13, 13), (link.Pipe.BytesRead, link.Pipe.TotalBytesReceived, link.Pipe.LastReceived));
        await TestTimeout.UntilAsync("the send is counted", () => Task.FromResult(link.Pipe is { BytesSent: 13, TotalBytesSent: 13 }));
        Assert.Equal((PipeShutdownKind.None, SocketError.Success), (link.Pipe.ShutdownKind, link.Pipe.SocketError));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Many_segments_arrive_whole_and_in_order(bool dedicated)
    {
        const int Length = 20_000_000; // thousands of segments, many gathered sends
        await using var link = await Link.OpenAsync(dedicated);
        var bytes = new byte[Length];
        new Random(1).NextBytes(bytes);
        var receiving = link.ReceiveAtServerAsync(Length);
        for (var at = 0; at < Length; at += 10_000)
        {
            link.Pipe.Output.Write(bytes.AsSpan(at, 10_000));
            await link.Pipe.Output.FlushAsync();
        }

        Assert.True((await receiving).AsSpan().SequenceEqual(bytes));
        var sending = link.Server.SendAsync(bytes);
        Assert.True((await ReadAsync(link.Pipe.Input, Length)).Span.SequenceEqual(bytes));
        await sending;
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_closes_ends_the_input_without_an_error(bool dedicated)
    {
        await using var link = await Link.OpenAsync(dedicated);
        await link.Server.SendAsync("bye"u8.ToArray());
        link.Server.Dispose();

        Assert.Equal("bye"u8.ToArray(), (await ReadAsync(link.Pipe.Input, int.MaxValue)).ToArray());
        Assert.Equal((PipeShutdownKind)100, link.Pipe.ShutdownKind);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_reset_is_told_by_the_input_and_only_there(bool dedicated)
    {
        await using var link = await Link.OpenAsync(dedicated);
        link.Server.LingerState = new LingerOption(enable: true, seconds: 0);
        link.Server.Dispose();

        var error = await Assert.ThrowsAsync<ConnectionResetException>(() => ReadAsync(link.Pipe.Input, 1).AsTask());
        Assert.IsAssignableFrom<IOException>(error);
        Assert.Equal((PipeShutdownKind.ReadFailed, SocketError.ConnectionReset), (link.Pipe.ShutdownKind, link.Pipe.SocketError));
        await TestTimeout.UntilAsync(
            "writing ends quietly",
            async () => (await link.Pipe.Output.WriteAsync("PING"u8.ToArray())).IsCompleted);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_server_that_does_not_read_holds_the_writer_back_until_it_reads(bool dedicated)
    {
        const int Length = 64_000_000; // far more than the kernel takes for a reader that is not there
        await using var link = await Link.OpenAsync(dedicated);
        var writing = WriteAsync(link.Pipe.Output);
        await TestTimeout.UntilAsync("bytes wait", () => Task.FromResult(link.Pipe.GetCounters().BytesWaitingToBeSent > 0));
        Assert.False(writing.IsCompleted);
        await link.ReceiveAtServerAsync(Length);
        await writing.WaitAsync(TestTimeout.HangGuard);

        static async Task WriteAsync(PipeWriter output)
        {
            for (var written = 0; written < Length; written += 64_000)
            {
                await output.WriteAsync(new byte[64_000]);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Dispose_wakes_the_reader_and_closes_the_socket(bool dedicated)
    {
        await using var link = await Link.OpenAsync(dedicated);
        var reading = link.Pipe.Input.ReadAsync();
        link.Pipe.Dispose();
        link.Pipe.Dispose();

        Assert.True((await reading.AsTask().WaitAsync(TestTimeout.HangGuard)).IsCompleted);
        Assert.Equal(0, await link.Server.ReceiveAsync(new byte[1]));
        await TestTimeout.UntilAsync(
            "writing ends quietly",
            async () => (await link.Pipe.Output.WriteAsync("PING"u8.ToArray())).IsCompleted);
    }

    [Fact]
    public async Task Dispose_releases_a_writer_that_is_held_back()
    {
        await using var link = await Link.OpenAsync(dedicated: true);
        var writing = WriteAsync(link.Pipe.Output);
        await TestTimeout.UntilAsync("bytes wait", () => Task.FromResult(link.Pipe.GetCounters().BytesWaitingToBeSent > 0));
        link.Pipe.Dispose();
        await writing.WaitAsync(TestTimeout.HangGuard);

        static async Task WriteAsync(PipeWriter output)
        {
            while (!(await output.WriteAsync(new byte[1 << 20])).IsCompleted)
            {
            }
        }
    }

    [Fact]
    public async Task The_first_reason_to_end_is_kept()
    {
        await using var link = await Link.OpenAsync(dedicated: true);

        Assert.True(link.Pipe.TrySetProtocolShutdown((PipeShutdownKind)400));
        Assert.False(link.Pipe.TrySetProtocolShutdown(PipeShutdownKind.ReadFailed));
        link.Server.Dispose();
        await ReadAsync(link.Pipe.Input, int.MaxValue);
        Assert.Equal((PipeShutdownKind)400, link.Pipe.ShutdownKind);
    }

    [Fact]
    public async Task Counters_tell_what_is_known()
    {
        await using var link = await Link.OpenAsync(dedicated: true);
        var counters = link.Pipe.GetCounters();

        Assert.Equal((0, -1, 0), (counters.BytesAvailableOnSocket, counters.BytesWaitingToBeRead, counters.BytesWaitingToBeSent));
    }

    [Fact]
    public void Recommended_options_suit_tcp_and_leave_unix_sockets_alone()
    {
        SocketConnection.AssertDependencies();
        using var tcp = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var unix = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        SocketConnection.SetRecommendedClientOptions(tcp);
        SocketConnection.SetRecommendedClientOptions(unix);

        Assert.True(tcp.NoDelay);
    }

    // At least so many bytes, or all there are until the end; the reader stays usable.
    private static async ValueTask<ReadOnlyMemory<byte>> ReadAsync(PipeReader reader, int atLeast)
    {
        while (true)
        {
            var result = await reader.ReadAsync(TestTimeout.Token());
            if (result.IsCompleted || result.Buffer.Length >= atLeast)
            {
                var bytes = result.Buffer.ToArray();
                reader.AdvanceTo(result.Buffer.End);
                return bytes;
            }

            reader.AdvanceTo(result.Buffer.Start, result.Buffer.End);
        }
    }

    private sealed record Link(SocketConnection Pipe, Socket Server, DedicatedThreadPoolPipeScheduler? Scheduler) : IAsyncDisposable
    {
        public static async Task<Link> OpenAsync(bool dedicated)
        {
            using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listener.Listen();
            var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await client.ConnectAsync(listener.LocalEndPoint!, TestTimeout.Token());
            var server = await listener.AcceptAsync(TestTimeout.Token());
            var scheduler = dedicated ? new DedicatedThreadPoolPipeScheduler("test:IO", 5, 10, ThreadPriority.Normal) : null;
            var send = Options(scheduler, pauseAt: 512 * 1024);
            var receive = Options(scheduler, pauseAt: 1L << 32);
            return new Link(SocketConnection.Create(client, send, receive, 0, "test"), server, scheduler);
        }

        public async Task<byte[]> ReceiveAtServerAsync(int count)
        {
            var bytes = new byte[count];
            for (var have = 0; have < count;)
            {
                var more = await Server.ReceiveAsync(bytes.AsMemory(have), TestTimeout.Token());
                Assert.NotEqual(0, more);
                have += more;
            }

            return bytes;
        }

        public ValueTask DisposeAsync()
        {
            Pipe.Dispose();
            Server.Dispose();
            Scheduler?.Dispose();
            return ValueTask.CompletedTask;
        }

        private static PipeOptions Options(PipeScheduler? scheduler, long pauseAt) => new(
            readerScheduler: scheduler ?? PipeScheduler.ThreadPool,
            writerScheduler: scheduler ?? PipeScheduler.ThreadPool,
            pauseWriterThreshold: pauseAt,
            resumeWriterThreshold: pauseAt / 2,
            minimumSegmentSize: 8192,
            useSynchronizationContext: false);
    }
}
