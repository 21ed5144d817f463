using System.Globalization;
using System.Text;

namespace McpRedis.Diagnostics.Clients;

// Two lines of CLIENT LIST, of Redis 7.0 and of Valkey 9.1 (lines end with LF; older servers leave fields out):
//
//   id=3 addr=127.0.0.1:57224 laddr=127.0.0.1:6379 fd=8 name= age=0 idle=0 flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=26 qbuf-free=20448 argv-mem=10
//     multi-mem=0 rbs=16384 rbp=16384 obl=0 oll=0 omem=0 tot-mem=37658 events=r cmd=client|list user=default redir=-1 resp=2
//   id=3 addr=127.0.0.1:36620 laddr=127.0.0.1:6379 fd=11 name= age=0 idle=0 flags=N capa= db=0 sub=0 psub=0 ssub=0 multi=-1 watch=0 qbuf=0 qbuf-free=0 argv-mem=10
//     multi-mem=0 rbs=16384 rbp=16384 obl=0 oll=0 omem=0 tot-mem=17050 events=r cmd=client|list user=default redir=-1 resp=2 lib-name= lib-ver= tot-net-in=26 …
//
// Fields are parted by one space; a value has none, and may hold '='. Over a unix socket addr is its path and ":0".

/// <summary>Reads CLIENT LIST. A line without a number is passed over, a field that is not known too.</summary>
internal static class ClientListText
{
    public static List<ClientEntry> Parse(ReadOnlySpan<byte> text)
    {
        var clients = new List<ClientEntry>();
        foreach (var range in text.Split((byte)'\n'))
        {
            var client = new ClientEntry();
            var line = text[range].TrimEnd((byte)'\r');
            foreach (var part in line.Split((byte)' '))
            {
                var field = line[part];
                int equals = field.IndexOf((byte)'=');
                if (equals > 0)
                {
                    Set(client, Encoding.ASCII.GetString(field[..equals]), field[(equals + 1)..]);
                }
            }
            if (client.Id > 0)
            {
                clients.Add(client);
            }
        }
        return clients;
    }

    private static void Set(ClientEntry client, string name, ReadOnlySpan<byte> value)
    {
        switch (name)
        {
            case "id": client.Id = Number(value); break;
            case "addr": client.Address = Address(value); break;
            case "laddr": client.LocalAddress = Address(value); break;
            case "name": client.Name = value.ToArray(); break;
            case "user": client.User = value.ToArray(); break;
            case "lib-name": client.LibraryName = value.ToArray(); break;
            case "lib-ver": client.LibraryVersion = value.ToArray(); break;
            case "age": client.AgeSeconds = Number(value); break;
            case "idle": client.IdleSeconds = Number(value); break;
            case "flags": client.Flags = Encoding.ASCII.GetString(value); break;
            case "db": client.Database = (int)Number(value); break;
            case "sub" or "psub" or "ssub": client.Subscriptions += Number(value); break;
            case "multi": client.Queued = Number(value); break;
            case "qbuf" or "qbuf-free": client.QueryBufferBytes += Number(value); break;
            case "obl" or "omem": client.OutputBufferBytes += Number(value); break;
            case "tot-mem": client.MemoryBytes = Number(value); break;
            case "cmd": client.Command = Encoding.ASCII.GetString(value); break;
            default: break;
        }
    }

    private static string Address(ReadOnlySpan<byte> value) => value.StartsWith("/"u8) ? ClientEntry.UnixSocket : Encoding.ASCII.GetString(value);

    private static long Number(ReadOnlySpan<byte> value) => long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : 0;
}
