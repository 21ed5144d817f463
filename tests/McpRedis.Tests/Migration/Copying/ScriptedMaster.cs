using McpRedis.Tests.Support;

namespace McpRedis.Tests.Migration.Copying;

/// <summary>A master that a test writes: it answers what is asked ahead of a snapshot, and the snapshot itself is the test's.</summary>
internal static class ScriptedMaster
{
    /// <param name="snapshot">Sends what follows SYNC; it is told how many there were before.</param>
    public static ScriptedPeer Run(Func<PeerSession, int, Task> snapshot)
    {
        int snapshots = 0;
        return ScriptedPeer.Run(async session =>
        {
            while (true)
            {
                switch ((await session.GreetedAsync())[0])
                {
                    case "CLUSTER":
                        await session.SendAsync("-ERR This instance has cluster support disabled\r\n");
                        break;
                    case "SYNC":
                        await snapshot(session, Interlocked.Increment(ref snapshots) - 1);
                        return;
                    default:
                        await session.SendAsync("+OK\r\n");
                        break;
                }
            }
        });
    }

    public static async Task SendFileAsync(this PeerSession session, byte[] file)
    {
        await session.SendAsync($"${file.Length}\r\n");
        await session.SendAsync(file);
    }
}
