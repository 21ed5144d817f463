namespace McpRedis.Tests.Support;

/// <summary>
/// The one hang guard. It is far longer than anything takes, so it never decides whether a test passes on a slow machine; it only
/// turns a hang into a failure.
/// </summary>
internal static class TestTimeout
{
    public static readonly TimeSpan HangGuard = TimeSpan.FromSeconds(60);

    /// <summary>How long a loop that can only poll waits between two looks.</summary>
    public static readonly TimeSpan PollPause = TimeSpan.FromMilliseconds(20);

    /// <summary>Cancelled when the test is, or after <see cref="HangGuard"/> from now.</summary>
    public static CancellationToken Token()
    {
        var source = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        source.CancelAfter(HangGuard);
        return source.Token;
    }

    /// <summary>Looks until <paramref name="condition"/> holds; for state that a server changes without telling anybody.</summary>
    public static async Task UntilAsync(string what, Func<Task<bool>> condition)
    {
        CancellationToken token = Token();
        while (!await condition())
        {
            if (token.IsCancellationRequested)
            {
                throw new TimeoutException($"Never came true: {what}");
            }
            await Task.Delay(PollPause, CancellationToken.None);
        }
    }

    /// <summary>As <see cref="UntilAsync"/>, for a look that brings something; null means not yet.</summary>
    public static async Task<T> FirstAsync<T>(string what, Func<Task<T?>> look)
        where T : class
    {
        T? seen = null;
        await UntilAsync(what, async () => (seen = await look()) is not null);
        return seen!;
    }
}
