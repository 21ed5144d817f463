namespace McpRedis.Hosting;

/// <summary>
/// A thread of the pool that has nothing to do gives its turn away seventy times before it sleeps, so that it is there when a call's answer comes: a fifth to a quarter of the time of a call.
/// A copy waits for pieces, many thousand times, and nobody waits for one of them: there it was four tenths of the processor time.
/// </summary>
internal static class WorkerSpinning
{
    /// <summary>For this process, from its first worker on: to be called before there is one.</summary>
    public static void Stop() => AppContext.SetData("System.Threading.ThreadPool.UnfairSemaphoreSpinLimit", 0);
}
