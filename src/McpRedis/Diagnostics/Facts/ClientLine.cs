using System.Globalization;

namespace McpRedis.Diagnostics.Facts;

// CLIENT LIST, one line a connection (Redis 7.0); a name has no spaces:
//
//   id=7 addr=127.0.0.1:42306 laddr=127.0.0.1:6379 fd=8 name=web age=36 idle=0 flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=26
//   qbuf-free=20448 argv-mem=10 multi-mem=0 rbs=1024 rbp=0 obl=0 oll=0 omem=0 tot-mem=22298 events=r cmd=client|list user=default redir=-1 resp=2

/// <summary>A connection as the server sees it.</summary>
/// <param name="Host">Address without the port; empty for a unix socket.</param>
/// <param name="IsNamed">Whether it has a name; which is not kept.</param>
/// <param name="IdleSeconds">Since its last command.</param>
/// <param name="Flags">N normal, M master, S replica, O monitor, P subscriber, b blocked, …</param>
/// <param name="OutputBytes">Memory of replies it has not read.</param>
/// <param name="QueryBytes">Memory of commands it is sending.</param>
/// <param name="TotalBytes">All it costs; 0 before Redis 7.</param>
internal sealed record ClientLine(string Host, bool IsNamed, long IdleSeconds, string Flags, long OutputBytes, long QueryBytes, long TotalBytes)
{
    /// <summary>A client of an application: no replica, no master, no subscriber, none that is blocked.</summary>
    public bool IsOrdinary => !Flags.AsSpan().ContainsAny("MSOPb");

    public long Bytes => Math.Max(TotalBytes, OutputBytes + QueryBytes);

    public static IReadOnlyList<ClientLine> Read(string text)
    {
        var clients = new List<ClientLine>();
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            var fields = new Dictionary<string, string>(StringComparer.Ordinal);
            foreach (string word in line.Trim().Split(' '))
            {
                int equals = word.IndexOf('=', StringComparison.Ordinal);
                if (equals > 0)
                {
                    fields[word[..equals]] = word[(equals + 1)..];
                }
            }
            string address = fields.GetValueOrDefault("addr", "");
            int colon = address.LastIndexOf(':');
            clients.Add(new(
                colon > 0 && !address.StartsWith('/') ? address[..colon] : "",
                fields.GetValueOrDefault("name", "").Length > 0,
                Number(fields, "idle"),
                fields.GetValueOrDefault("flags", ""),
                Number(fields, "omem"),
                Number(fields, "qbuf"),
                Number(fields, "tot-mem")));
        }
        return clients;
    }

    private static long Number(Dictionary<string, string> fields, string name) =>
        long.TryParse(fields.GetValueOrDefault(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
