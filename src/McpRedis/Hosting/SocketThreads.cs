namespace McpRedis.Hosting;

/// <summary>
/// What a socket brings is told by the thread that watches all sockets to one of the pool, which has to be woken: a copy of half a million keys slept and woke forty thousand times, which
/// was a quarter of its processor time. Here the thread that watches goes on with it itself. So nothing may keep that thread: see <see cref="Redis.Connections.FairStream"/>.
/// </summary>
internal static class SocketThreads
{
    private const string Inline = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS", Count = "DOTNET_SYSTEM_NET_SOCKETS_THREAD_COUNT";

    // As many as can be of use to servers on other machines; the runtime would take one for each core.
    private const int Most = 4;

    /// <summary>For this process, from its first socket on: to be called before there is one. What the environment says already stays.</summary>
    public static void GoOnThemselves()
    {
        Default(Inline, "1");
        Default(Count, Math.Min(Environment.ProcessorCount, Most).ToString(System.Globalization.CultureInfo.InvariantCulture));
    }

    private static void Default(string name, string value)
    {
        if (Environment.GetEnvironmentVariable(name) is null)
        {
            Environment.SetEnvironmentVariable(name, value);
        }
    }
}
