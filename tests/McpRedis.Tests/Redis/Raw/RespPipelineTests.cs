using System.Globalization;
using System.Text;
using McpRedis.Redis;
using McpRedis.Redis.Raw;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Redis.Raw;

/// <summary>Many commands at once: in order, within the window, and accounted for when the connection goes.</summary>
public sealed class RespPipelineTests
{
    [Theory]
    [InlineData(1, 1000)]
    [InlineData(256 << 10, 3)]
    [InlineData(256 << 10, 20_000)]
    public async Task Replies_come_in_order_with_their_commands_whatever_the_window(int windowBytes, int windowCommands)
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = server.Options().Connection();
        var door = connection.Door();
        BulkCommand echo = door.Prepare("ECHO"), incr = door.Prepare("INCR");
        var seen = new Recorder();
        await using var pipeline = new RespPipeline(await door.OpenAsync(), seen, windowBytes, windowCommands);
        const int Commands = 30_000;
        for (int i = 0; i < Commands; i++)
        {
            await pipeline.RoomAsync(TestTimeout.Token());
            Assert.InRange(pipeline.Waiting, 0, windowCommands - 1);
            if (i % 100 == 7)
            {
                pipeline.Commands.Write(incr, "text");
            }
            else
            {
                pipeline.Commands.Write(echo, i % 997 == 0 ? new string('x', 100_000) : i.ToString(CultureInfo.InvariantCulture));
            }
            pipeline.Ended(i);
            if (i == 0)
            {
                await server.CallAsync("SET", "text", "no number");
            }
        }
        await pipeline.DrainAsync(TestTimeout.Token());
        Assert.Equal(0, pipeline.Waiting);
        Assert.Equal(Enumerable.Range(0, Commands).Select(i => (long)i), seen.Tags);
        Assert.Equal(Commands / 100, seen.Errors);
        Assert.Equal(0, seen.Strangers);
    }

    [Fact]
    public async Task Window_holds_back_while_nobody_answers()
    {
        var answer = new TaskCompletionSource();
        await using var peer = ScriptedPeer.Run(async session =>
        {
            await session.GreetedAsync();
            await answer.Task;
            for (int i = 0; i < 10; i++)
            {
                await session.SendAsync("$1\r\nx\r\n");
            }
            await session.Silence;
        });
        await using var connection = Doors.Peer(peer.Port).Connection();
        var door = connection.Door();
        var echo = door.Prepare("ECHO");
        await using var pipeline = new RespPipeline(await door.OpenAsync(peer), new Recorder(), 1 << 20, 10);
        for (int i = 0; i < 10; i++)
        {
            Assert.True(pipeline.HasRoom);
            pipeline.Commands.Write(echo, "x");
            pipeline.Ended(i);
        }
        Assert.False(pipeline.HasRoom);
        var room = pipeline.RoomAsync(TestTimeout.Token()).AsTask();
        Assert.False(room.IsCompleted);
        pipeline.WindowCommands = 20;
        Assert.True(pipeline.HasRoom);
        answer.SetResult();
        await room;
        await pipeline.DrainAsync(TestTimeout.Token());
    }

    // A wait for many replies goes on when they can have come, and a server that sends one now and then is not silent.
    [Fact]
    public async Task Replies_that_trickle_are_waited_for_and_those_before_the_end_count()
    {
        var next = new SemaphoreSlim(0);
        await using var peer = ScriptedPeer.Run(async session =>
        {
            await session.GreetedAsync();
            for (int i = 0; i < 99; i++)
            {
                await next.WaitAsync(TestTimeout.Token());
                await session.SendAsync("$1\r\nx\r\n");
            }
        });
        var time = new ManualTime();
        await using var connection = Doors.Peer(peer.Port).Connection(time: time);
        var door = connection.Door();
        var echo = door.Prepare("ECHO");
        var seen = new Recorder();
        var pipe = await door.OpenAsync(peer, new() { IdleTimeout = TimeSpan.FromSeconds(10) });
        await using var pipeline = new RespPipeline(pipe, seen, 1 << 20, 1000);
        for (int i = 0; i < 100; i++)
        {
            pipeline.Commands.Write(echo, "x");
            pipeline.Ended(i);
        }
        long before = pipe.Arrived;
        var drained = pipeline.DrainAsync(TestTimeout.Token());
        for (int i = 1; i <= 50; i++)
        {
            next.Release();
            await TestTimeout.UntilAsync("one more reply has come", () => Task.FromResult(pipe.Arrived == before + (7 * i)));
            time.Advance(TimeSpan.FromSeconds(5));
        }
        Assert.False(drained.IsCompleted);
        next.Release(49);
        await Assert.ThrowsAnyAsync<IOException>(() => drained);
        Assert.Equal(99, seen.Tags.Count);
        Assert.Equal(99, Assert.Single(pipeline.Unanswered()).Tag);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Server_that_takes_nothing_is_given_up(bool isAll)
    {
        await using var peer = ScriptedPeer.Run(async session =>
        {
            await session.GreetedAsync();
            await session.Silence;
        });
        var time = new ManualTime();
        await using var connection = Doors.Peer(peer.Port).Connection(time: time);
        var door = connection.Door();
        var echo = door.Prepare("ECHO");
        await using var pipeline = new RespPipeline(await door.OpenAsync(peer, new() { IdleTimeout = TimeSpan.FromSeconds(10) }), new Recorder(), 1 << 30, 10);
        string large = new('x', 32 << 20);   // more than the system holds
        for (int i = 0; i < 2; i++)          // the second makes the first a whole piece
        {
            pipeline.Commands.Write(echo, large);
            pipeline.Ended(i);
        }
        Task sent = isAll ? pipeline.FlushAsync(TestTimeout.Token()).AsTask() : pipeline.FlushFullAsync(TestTimeout.Token()).AsTask();
        Assert.False(sent.IsCompleted);
        for (int i = 0; i < 4; i++)
        {
            time.Advance(TimeSpan.FromSeconds(5));
        }
        await Assert.ThrowsAnyAsync<IOException>(() => sent);
    }

    [Fact]
    public async Task Lost_connection_tells_what_never_left_and_what_may_have_been_done()
    {
        await using var peer = ScriptedPeer.Run(async session =>
        {
            await session.GreetedAsync();
            for (int i = 1; i < 5; i++)
            {
                await session.CommandAsync();
            }
            await session.SendAsync(":1\r\n:2\r\n$5\r\nab");
        });
        await using var connection = Doors.Peer(peer.Port).Connection();
        var door = connection.Door();
        var incr = door.Prepare("INCR");
        var seen = new Recorder();
        await using var pipeline = new RespPipeline(await door.OpenAsync(peer), seen, 1 << 20, 100);
        for (int i = 0; i < 8; i++)
        {
            if (i == 5)
            {
                await Assert.ThrowsAnyAsync<IOException>(() => pipeline.DrainAsync(TestTimeout.Token()));
            }
            pipeline.Commands.Write(incr, $"k{i}");
            pipeline.Ended(i);
        }
        await Assert.ThrowsAsync<IOException>(() => pipeline.FlushAsync(TestTimeout.Token()).AsTask());
        await Assert.ThrowsAsync<IOException>(() => pipeline.RoomAsync(TestTimeout.Token()).AsTask());
        Assert.Equal([0, 1], seen.Tags);
        var left = pipeline.Unanswered().Select(c => (c.Tag, c.IsUnsent, Encoding.ASCII.GetString(SentCommand.Word(c.Command.Span, 1)))).ToArray();
        Assert.Equal([(2L, false, "k2"), (3L, false, "k3"), (4L, false, "k4"), (5L, true, "k5"), (6L, true, "k6"), (7L, true, "k7")], left);
    }

    [Fact]
    public async Task Answer_that_nobody_asked_for_ends_it()
    {
        await using var peer = ScriptedPeer.Run(async session =>
        {
            await session.GreetedAsync();
            await session.SendAsync("+OK\r\n+OK\r\n");
            await session.Silence;
        });
        await using var connection = Doors.Peer(peer.Port).Connection();
        var door = connection.Door();
        var echo = door.Prepare("ECHO");
        await using var pipeline = new RespPipeline(await door.OpenAsync(peer), new Recorder(), 1 << 20, 10);
        pipeline.Commands.Write(echo, "x");
        pipeline.Ended(0);
        var error = await Assert.ThrowsAsync<IOException>(() => pipeline.DrainAsync(TestTimeout.Token()));
        Assert.Contains("more than it was asked", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Server_killed_under_load_loses_count_of_nothing()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var connection = server.Options().Connection();
        var door = connection.Door();
        var incr = door.Prepare("INCR");
        var seen = new Recorder();
        await using var pipeline = new RespPipeline(await door.OpenAsync(), seen, 64 << 10, 5000);
        int written = 0;
        await Assert.ThrowsAnyAsync<IOException>(async () =>
        {
            while (true)
            {
                await pipeline.RoomAsync(TestTimeout.Token());
                pipeline.Commands.Write(incr, "n");
                pipeline.Ended(written++);
                if (written == 20_000)
                {
                    await server.KillAsync();
                }
            }
        });
        long[] left = [.. pipeline.Unanswered().Select(c => c.Tag)];
        Assert.Equal(Enumerable.Range(0, written).Select(i => (long)i), [.. seen.Tags, .. left]);
    }

    private sealed class Recorder : IReplyHandler
    {
        public List<long> Tags { get; } = [];

        public int Errors { get; private set; }

        public int Strangers { get; private set; }

        public void OnReply(RespFrame reply, ReadOnlySpan<byte> command, long tag)
        {
            Tags.Add(tag);
            Errors += reply.IsErrorOf("ERR"u8) ? 1 : 0;
            Strangers += reply.Kind == RespKind.BulkString && !reply.Bytes.SequenceEqual(SentCommand.Word(command, 1)) ? 1 : 0;
        }
    }
}
