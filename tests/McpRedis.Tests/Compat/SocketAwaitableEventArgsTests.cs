using System.IO.Pipelines;
using System.Net;
using System.Net.Sockets;
using McpRedis.Tests.Support;
using Pipelines.Sockets.Unofficial;

namespace McpRedis.Tests.Compat;

public sealed class SocketAwaitableEventArgsTests
{
    [Fact]
    public async Task Awaited_before_it_completes()
    {
        using var args = new SocketAwaitableEventArgs(null);
        var awaiting = AwaitAsync(args);
        Assert.False(awaiting.IsCompleted);
        args.Complete();

        Assert.True(awaiting.IsCompleted); // inline: there is no scheduler
        Assert.Equal(0, await awaiting);
    }

    [Fact]
    public async Task Completed_before_it_is_awaited()
    {
        using var args = new SocketAwaitableEventArgs(null);
        args.Complete();

        Assert.True(args.IsCompleted);
        Assert.Equal(0, await AwaitAsync(args).WaitAsync(TestTimeout.HangGuard));
    }

    [Fact]
    public async Task The_continuation_goes_through_the_scheduler_if_there_is_one()
    {
        var scheduler = new Recorder();
        using var args = new SocketAwaitableEventArgs(scheduler);
        var awaiting = AwaitAsync(args);
        args.Complete();
        Assert.False(awaiting.IsCompleted);
        scheduler.RunAll();

        await awaiting.WaitAsync(TestTimeout.HangGuard);
    }

    [Fact]
    public async Task One_instance_serves_send_and_then_receive()
    {
        var (client, server) = await ConnectedAsync();
        using (client)
        using (server)
        using (var args = new SocketAwaitableEventArgs(null))
        {
            args.SetBuffer("hello"u8.ToArray());
            if (!client.SendAsync(args))
            {
                args.Complete();
            }

            Assert.Equal(5, await args);
            await server.SendAsync("hi!"u8.ToArray());
            args.SetBuffer(new byte[100]);
            if (!client.ReceiveAsync(args))
            {
                args.Complete();
            }

            Assert.Equal(3, await args);
        }
    }

    [Fact]
    public async Task A_failed_operation_throws_its_error()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        using var args = new SocketAwaitableEventArgs(null);
        args.RemoteEndPoint = new IPEndPoint(IPAddress.Loopback, FreePort.Next());
        if (!socket.ConnectAsync(args))
        {
            args.Complete();
        }

        var error = await Assert.ThrowsAsync<SocketException>(() => AwaitAsync(args));
        Assert.Equal(SocketError.ConnectionRefused, error.SocketErrorCode);
    }

    [Fact]
    public async Task Abort_completes_with_its_error_and_the_real_end_is_ignored()
    {
        using var args = new SocketAwaitableEventArgs(null);
        var awaiting = AwaitAsync(args);
        args.Abort(SocketError.TimedOut);
        args.Complete();
        args.Abort(SocketError.OperationAborted);

        Assert.Equal(SocketError.TimedOut, (await Assert.ThrowsAsync<SocketException>(() => awaiting)).SocketErrorCode);
    }

    [Fact]
    public async Task Abort_after_the_end_changes_nothing()
    {
        var args = new SocketAwaitableEventArgs(null);
        var awaiting = AwaitAsync(args);
        args.Complete();
        await awaiting.WaitAsync(TestTimeout.HangGuard);

        // What the client does after every successful connect.
        args.Abort(SocketError.OperationAborted);
        args.Dispose();
        args.Abort(SocketError.OperationAborted);
    }

    [Fact]
    public async Task Abort_between_the_end_and_the_await_does_not_turn_success_into_failure()
    {
        using var args = new SocketAwaitableEventArgs(null);
        args.Complete();
        args.Abort(SocketError.TimedOut);

        Assert.Equal(0, await AwaitAsync(args).WaitAsync(TestTimeout.HangGuard));
    }

    [Fact]
    public async Task One_outcome_however_the_end_and_the_abort_race()
    {
        for (var i = 0; i < 2000; i++)
        {
            using var args = new SocketAwaitableEventArgs(null);
            var awaiting = AwaitAsync(args);
            await Task.WhenAll(Task.Run(args.Complete), Task.Run(() => args.Abort(SocketError.TimedOut)));
            var outcome = await Task.WhenAny(awaiting).WaitAsync(TestTimeout.HangGuard);

            Assert.True(outcome.IsCompletedSuccessfully || outcome.Exception!.InnerException is SocketException);
        }
    }

    private static async Task<int> AwaitAsync(SocketAwaitableEventArgs args) => await args;

    private static async Task<(Socket Client, Socket Server)> ConnectedAsync()
    {
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(listener.LocalEndPoint!);
        return (client, await listener.AcceptAsync());
    }

    private sealed class Recorder : PipeScheduler
    {
        private readonly List<Action> _work = [];

        public override void Schedule(Action<object?> action, object? state) => _work.Add(() => action(state));

        public void RunAll() => _work.ForEach(work => work());
    }
}
