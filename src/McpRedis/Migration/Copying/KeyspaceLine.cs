namespace McpRedis.Migration.Copying;

// # Keyspace
// db0:keys=1000000,expires=0,avg_ttl=0
// db9:keys=12,expires=3,avg_ttl=86399871,subexpiry=0

/// <summary>Databases with keys, as INFO tells them.</summary>
internal static class KeyspaceLine
{
    public static IEnumerable<int> Databases(string info)
    {
        foreach (string line in info.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (line.StartsWith("db", StringComparison.Ordinal) && colon > 0 && int.TryParse(line.AsSpan(2, colon - 2), out int number))
            {
                yield return number;
            }
        }
    }
}
