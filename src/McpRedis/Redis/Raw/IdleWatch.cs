namespace McpRedis.Redis.Raw;

/// <summary>Gives a connection up that owes answers and sends nothing; looks twice in its time, so that it costs the traffic nothing.</summary>
internal sealed class IdleWatch : IDisposable
{
    private readonly Func<(long Owed, long Received)> _look;
    private readonly Action _giveUp;
    private readonly ITimer? _timer;
    private (long Owed, long Received) _last;
    private bool _silent;

    /// <param name="timeout">Between this and one and a half times it; zero for never.</param>
    public IdleWatch(TimeSpan timeout, TimeProvider time, Func<(long Owed, long Received)> look, Action giveUp)
    {
        (_look, _giveUp) = (look, giveUp);
        if (timeout > TimeSpan.Zero)
        {
            _timer = time.CreateTimer(static state => ((IdleWatch)state!).Look(), this, timeout / 2, timeout / 2);
        }
    }

    public void Dispose() => _timer?.Dispose();

    private void Look()
    {
        var now = _look();
        bool silent = now.Owed > 0 && _last.Owed > 0 && now.Received == _last.Received;
        if (silent && _silent)
        {
            _timer?.Dispose();
            _giveUp();
        }
        (_silent, _last) = (silent, now);
    }
}
