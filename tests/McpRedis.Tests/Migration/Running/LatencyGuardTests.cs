using McpRedis.Jobs;
using McpRedis.Migration.Copying;
using McpRedis.Migration.Running;
using McpRedis.Redis;
using McpRedis.Redis.Connections;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Running;

public sealed class LatencyGuardTests
{
    private const int Full = 1 << 16;

    // The guard's clock is the test's, so what it measures is what the test let pass while the server stood still.
    [Fact]
    public async Task Guard_halves_the_window_of_a_slow_target_and_lets_it_grow_again()
    {
        await using var server = await RedisServerProcess.StartAsync();
        await using var proxy = FaultProxy.To(server);
        var time = new ManualTime();
        var pace = new CopyPace(new(MaxTargetLatencyMs: 100), new PauseSwitch(), time);
        await using var connection = new RedisConnection(server.Options() with { Endpoints = [new("127.0.0.1", proxy.Port)] }, AccessLevel.Write, null, TimeProvider.System);
        using var end = new CancellationTokenSource();
        var guard = new LatencyGuard(connection.BindBulk(CopyOptions.TargetCommands, AccessLevel.Write, new()), pace, time).RunAsync(end.Token);
        await TestTimeout.UntilAsync("the guard felt once and waits", () => Task.FromResult(time.Waiting == 1));
        Assert.Equal(Full, pace.Window(Full));

        server.Pause();
        Task asks = proxy.SeesAsync("PING");
        time.Advance(TimeSpan.FromMilliseconds(150));
        await asks;
        time.Advance(TimeSpan.FromMilliseconds(600));
        server.Resume();
        await TestTimeout.UntilAsync("the window is halved", () => Task.FromResult(pace.Window(Full) == Full / 2));
        await TestTimeout.UntilAsync("it grew again", () =>
        {
            time.Advance(TimeSpan.FromMilliseconds(150));
            return Task.FromResult(pace.Window(Full) == Full);
        });
        await end.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => guard);
    }
}
