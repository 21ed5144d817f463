using System.Globalization;

namespace McpRedis.Redis;

// A reply of INFO (Redis 8.6, cut), lines end with CR LF:
//
//   # Server
//   redis_version:8.6.3
//   monotonic_clock:X86 TSC @ 2596.29 ticks/us
//   executable:/usr/bin/redis-server
//
//   # Replication
//   role:master
//   slave0:ip=::1,port=7001,state=online,offset=233,lag=1
//
//   # Modules
//   module:name=vectorset,ver=1,api=1,filters=0,usedby=[],using=[],options=[handle-io-errors|handle-repl-async-load]
//
//   # Commandstats
//   cmdstat_config|get:calls=1,usec=14,usec_per_call=14.00,rejected_calls=0,failed_calls=0
//
//   # Keyspace
//   db0:keys=2,expires=0,avg_ttl=0,subexpiry=0
//
// The name ends at the first colon, the value may hold more. A name may come twice (module). Garnet writes names like
// "total_system_memory(MB)" and numbers like "N/A". A line without a colon says nothing and is passed over.

/// <summary>The text of INFO as sections of names and values.</summary>
internal sealed class InfoText
{
    private readonly List<(string Section, string Name, string Value)> _lines;

    private InfoText(List<(string, string, string)> lines) => _lines = lines;

    public static InfoText Empty { get; } = new([]);

    /// <summary>Section names in the order sent, without <c># </c>.</summary>
    public IReadOnlyList<string> Sections => [.. _lines.Select(line => line.Section).Distinct(StringComparer.OrdinalIgnoreCase)];

    public static InfoText Parse(string text)
    {
        var lines = new List<(string, string, string)>();
        string section = "";
        foreach (var range in text.AsSpan().Split('\n'))
        {
            var line = text.AsSpan()[range].Trim();
            if (line.StartsWith("txt:", StringComparison.Ordinal))
            {
                line = line[4..].Trim();   // the format of a RESP3 verbatim string, where a client left it on
            }
            int colon = line.IndexOf(':');
            if (line.StartsWith('#'))
            {
                section = line.TrimStart('#').Trim().ToString();
            }
            else if (colon > 0)
            {
                lines.Add((section, line[..colon].ToString(), line[(colon + 1)..].ToString()));
            }
        }
        return new(lines);
    }

    /// <summary>Value of the first line of this name in any section; null if there is none.</summary>
    public string? this[string name] => All(name).FirstOrDefault();

    /// <summary>Values of every line of this name.</summary>
    public IEnumerable<string> All(string name) => _lines.Where(line => line.Name == name).Select(line => line.Value);

    /// <summary>Names and values of a section in order; empty if it was not sent.</summary>
    public IEnumerable<KeyValuePair<string, string>> Section(string name) =>
        _lines.Where(line => line.Section.Equals(name, StringComparison.OrdinalIgnoreCase)).Select(line => KeyValuePair.Create(line.Name, line.Value));

    /// <summary>Lines whose name begins so, in any section: <c>db</c>, <c>cmdstat_</c>, <c>slave</c>.</summary>
    public IEnumerable<KeyValuePair<string, string>> Starting(string prefix) =>
        _lines.Where(line => line.Name.StartsWith(prefix, StringComparison.Ordinal)).Select(line => KeyValuePair.Create(line.Name, line.Value));

    /// <summary>A whole number; null if it is missing or not one.</summary>
    public long? Integer(string name) =>
        long.TryParse(this[name], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : null;

    /// <summary>A number, <c>12.5%</c> included; null if it is missing or not one.</summary>
    public double? Number(string name) =>
        double.TryParse(this[name].AsSpan().TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double number) ? number : null;

    /// <summary>The parts of a value like <c>keys=2,expires=0</c>; what has no '=' is passed over. Commas inside brackets do not part.</summary>
    public static IReadOnlyDictionary<string, string> Parts(string value)
    {
        var parts = new Dictionary<string, string>(StringComparer.Ordinal);
        int start = 0, depth = 0;
        for (int i = 0; i <= value.Length; i++)
        {
            char c = i < value.Length ? value[i] : ',';
            depth += c == '[' ? 1 : c == ']' ? -1 : 0;
            if (c != ',' || (depth > 0 && i < value.Length))
            {
                continue;
            }
            var part = value.AsSpan(start, i - start);
            int equals = part.IndexOf('=');
            if (equals > 0)
            {
                parts[part[..equals].ToString()] = part[(equals + 1)..].ToString();
            }
            start = i + 1;
        }
        return parts;
    }
}
