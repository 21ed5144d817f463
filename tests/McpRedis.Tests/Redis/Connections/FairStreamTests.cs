using System.Net;
using System.Net.Sockets;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Connections;

#pragma warning disable CA2012 // Whether it is there at once is what is looked at; it is awaited once.

/// <summary>Over a unix socket, where what was sent is there at once: what does not complete at once then does not for the sake of others.</summary>
public sealed class FairStreamTests : IDisposable
{
    private const int PieceBytes = 64 << 10, PiecesInATurn = 16;

    private readonly TempFolder _folder = new();
    private readonly Socket _near;
    private readonly Socket _far;
    private readonly byte[] _piece = new byte[PieceBytes];

    public FairStreamTests()
    {
        var place = new UnixDomainSocketEndPoint(Path.Combine(_folder.Path, "s"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(place);
        listener.Listen(1);
        _far = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _far.Connect(place);
        _near = listener.Accept();
        new Random(1).NextBytes(_piece);
    }

    public void Dispose()
    {
        _near.Dispose();
        _far.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Reading_pauses_after_a_mebibyte_that_was_there_at_once()
    {
        await using var stream = new FairStream(_near);
        byte[] into = new byte[PieceBytes];
        for (int i = 1; i <= PiecesInATurn * 2; i++)
        {
            _far.Send(_piece);
            var read = stream.ReadAsync(into, TestTimeout.Token());
            // It may have come to its end by now on another thread, but not as a value that was there without one.
            Assert.True(i % PiecesInATurn == 0 || read.IsCompleted, $"piece {i}");
            Assert.Equal(i % PiecesInATurn == 0, IsATask(read));
            Assert.Equal(PieceBytes, await read);
            Assert.Equal(_piece, into);
        }
    }

    [Fact]
    public async Task Reading_that_had_to_wait_begins_a_new_turn()
    {
        await using var stream = new FairStream(_near);
        byte[] into = new byte[PieceBytes];
        for (int i = 1; i <= PiecesInATurn * 2; i++)
        {
            if (i % 8 == 0)
            {
                var waiting = stream.ReadAsync(into, TestTimeout.Token());
                Assert.False(waiting.IsCompleted);
                _far.Send("!"u8); // of a piece the reader might get the first half
                Assert.Equal(1, await waiting);
                continue;
            }
            _far.Send(_piece);
            var read = stream.ReadAsync(into, TestTimeout.Token());
            Assert.False(IsATask(read), $"piece {i}");
            Assert.Equal(PieceBytes, await read);
        }
    }

    [Fact]
    public async Task Writing_pauses_after_a_mebibyte_that_was_taken_at_once()
    {
        await using var stream = new FairStream(_near);
        byte[] into = new byte[PieceBytes];
        for (int i = 1; i <= PiecesInATurn * 2; i++)
        {
            var write = stream.WriteAsync(_piece, TestTimeout.Token());
            Assert.Equal(i % PiecesInATurn == 0, !write.Equals(default));
            await write;
            for (int got = 0; got < PieceBytes;)
            {
                got += _far.Receive(into, got, PieceBytes - got, SocketFlags.None);
            }
            Assert.Equal(_piece, into);
        }
    }

    [Fact]
    public async Task Reading_waits_for_as_much_as_was_said_or_for_the_end()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "another system goes on with the first byte");
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        using var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        far.Connect(listener.LocalEndPoint!);
        await using var stream = new FairStream(listener.Accept());
        byte[] into = new byte[100];
        foreach (bool isLast in (bool[])[false, true])
        {
            stream.WakeAt(10);
            var read = stream.ReadAsync(into, TestTimeout.Token()).AsTask();
            far.Send("12345"u8);
            await TestTimeout.UntilAsync("five bytes lie there", () => Task.FromResult(stream.Waiting == 5 || read.IsCompleted));
            Assert.False(read.IsCompleted);
            if (isLast)
            {
                far.Shutdown(SocketShutdown.Send);
                Assert.Equal(5, await read);
                Assert.Equal(0, await stream.ReadAsync(into, TestTimeout.Token()));
                continue;
            }
            far.Send("67890"u8);
            Assert.Equal(10, await read);
            stream.WakeAt(1);
            var next = stream.ReadAsync(into, TestTimeout.Token());
            far.Send("!"u8);
            Assert.Equal(1, await next);
        }
    }

    [Fact]
    public async Task A_stream_that_was_closed_holds_nothing_and_takes_no_wish()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "another system takes no wish ever");
        var stream = new FairStream(_near);
        await stream.DisposeAsync();
        Assert.Equal(0, stream.Waiting);
        Assert.Throws<ObjectDisposedException>(() => stream.WakeAt(10));
    }

    // One that holds its value equals another that holds the same.
    private static bool IsATask(ValueTask<int> read) => !read.Equals(new ValueTask<int>(PieceBytes));
}
