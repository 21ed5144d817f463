namespace McpRedis.Migration.Compare;

/// <summary>Work side by side that ends together: the first that fails stops the others, and is the one to tell of.</summary>
internal static class Lanes
{
    public static async Task RunAsync(IEnumerable<Func<CancellationToken, Task>> lanes, CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var running = lanes.Select(lane => Task.Run(() => lane(end.Token), CancellationToken.None)).ToList();
        while (running.Count > 0)
        {
            var done = await Task.WhenAny(running);
            running.Remove(done);
            if (!done.IsCompletedSuccessfully)
            {
                await end.CancelAsync();
                await Task.WhenAll(running).ContinueWith(static _ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
                await done;
            }
        }
    }
}
