using System.Buffers;
using McpRedis.Rdb;
using McpRedis.Rdb.Canonical;
using McpRedis.Rdb.Transcoding;
using McpRedis.Tests.Rdb.Elements;
using McpRedis.Tests.Support;

namespace McpRedis.Tests.Rdb.Transcoding;

/// <summary>Values of every engine, made into what every other takes, restored there and read back by plain commands.</summary>
[Collection(nameof(EngineServers))]
public sealed class TranscodeMatrixTests(EngineServers servers)
{
    private const long NowMs = 1_800_000_000_000;

    [Theory]
    [MemberData(nameof(EngineServers.Pairs), MemberType = typeof(EngineServers))]
    public async Task Every_value_arrives(string from, string to)
    {
        (EngineServers.Engine source, EngineServers.Engine target) = (servers[from], servers[to]);
        bool hasFieldTtls = source.Dumps.Any(dump => TypeOf(source, dump.Value) is RdbType.Hash22 or RdbType.HashListpackEx or RdbType.HashMetadata);
        bool keepsFieldTtls = hasFieldTtls && (target.Accepts.Knows(RdbType.Hash22) || target.Accepts.Knows(RdbType.HashMetadata));
        var options = new TranscodeOptions { TargetModules = target.Modules };
        var comparer = new ValueComparer(CanonicalKeys.Create(), new ValueComparisonOptions { FieldTtlToleranceMs = 0 });
        var total = new TranscodeLosses();
        var refused = new List<string>();
        foreach ((string key, byte[] dump) in source.Dumps)
        {
            if (key.StartsWith("vectorset", StringComparison.Ordinal) && target.Modules.Contains("vectorset") && from != to)
            {
                continue; // 8.6 stores more than 8.0 under the same version: known to the module, and to RESTORE
            }
            var losses = new TranscodeLosses();
            if (Transcode(source, dump, new Transcoder(target.Accepts, options), losses) is not { } payload)
            {
                refused.Add(key);
                continue;
            }
            string copy = $"{from}>{key}";
            RawReply restored = await target.Redis.SendAsync("RESTORE", copy, SampleValues.LaterMs, payload, "ABSTTL", "REPLACE");
            Assert.True(restored.Text == "OK", $"{key}: {restored.Text}");

            bool fieldTtls = keepsFieldTtls && key.StartsWith("hash", StringComparison.Ordinal);
            Assert.Equal(await ReadBack.OfAsync(source.Redis, key, fieldTtls), await ReadBack.OfAsync(target.Redis, copy, fieldTtls));
            Assert.Equal(SampleValues.LaterMs, (await target.Redis.CallAsync("PEXPIRETIME", copy)).Integer);

            byte[] there = (await target.Redis.CallAsync("DUMP", copy)).Bytes!;
            ValueComparison found = Compare(comparer, source, dump, target, there).Without(AnnouncedLosses.Aspects(losses.All.Select(loss => loss.Key)));
            Assert.True(found.IsEqual, $"{key}: {found.Aspects}");
            total.Add(losses);
        }
        Assert.Equal(target.Modules.Contains("vectorset") ? [] : source.Dumps.Keys.Where(key => key.StartsWith("vectorset", StringComparison.Ordinal)), refused);
        Assert.Equal(hasFieldTtls && !keepsFieldTtls ? 8 : 0, total[TranscodeLoss.FieldTtls]);
        Assert.Equal(source.Dumps.ContainsKey("stream:idempotent") && !target.Accepts.Knows(RdbType.Stream4) ? 1 : 0, total[TranscodeLoss.Idempotence]);
    }

    // No server of these versions can be run here; one that is newer reads what they read.
    [Theory]
    [InlineData(9)]
    [InlineData(8)]
    [InlineData(7)]
    [InlineData(6)]
    public async Task Values_for_servers_before_Redis_7_are_read_by_it(int version)
    {
        EngineServers.Engine reader = servers[ServerEngine.AtHand];
        var comparer = new ValueComparer(CanonicalKeys.Create(), new ValueComparisonOptions());
        foreach (EngineServers.Engine source in servers.All)
        {
            foreach ((string key, byte[] dump) in source.Dumps)
            {
                var losses = new TranscodeLosses();
                if (Transcode(source, dump, new Transcoder(new RdbTarget(RdbFlavour.Redis, version), new TranscodeOptions()), losses) is not { } payload)
                {
                    Assert.True(key.StartsWith("vectorset", StringComparison.Ordinal) || (key.StartsWith("stream", StringComparison.Ordinal) && version < 9), key);
                    continue;
                }
                Assert.InRange(payload[^10] | payload[^9] << 8, 6, version);
                string copy = $"{source.Name}>{version}>{key}";
                Assert.Equal("OK", (await reader.Redis.SendAsync("RESTORE", copy, 0, payload, "REPLACE")).Text);
                if (!key.StartsWith("stream", StringComparison.Ordinal)) // what entries were read is not known to the older
                {
                    Assert.Equal(await ReadBack.OfAsync(source.Redis, key, false), await ReadBack.OfAsync(reader.Redis, copy, false));
                }
                byte[] there = (await reader.Redis.CallAsync("DUMP", copy)).Bytes!;
                ValueComparison found = Compare(comparer, source, dump, reader, there).Without(AnnouncedLosses.Aspects(losses.All.Select(loss => loss.Key)));
                Assert.True(found.IsEqual, $"{source.Name} {key}: {found.Aspects}");
            }
        }
    }

    // Ziplists, zipmaps and the like are written by no server here, but read.
    [Fact]
    public async Task What_older_servers_wrote_is_read_as_a_server_reads_it()
    {
        EngineServers.Engine reader = servers[ServerEngine.AtHand];
        var comparer = new ValueComparer(CanonicalKeys.Create(), new ValueComparisonOptions());
        foreach ((RdbType type, byte[] value) in SampleValues.Old)
        {
            byte[] payload = Payload([], type, value, TypeVersions.Footer(RdbFlavour.Redis, type));
            RawReply restored = await reader.Redis.SendAsync("RESTORE", $"old>{type}", 0, payload, "REPLACE");
            Assert.True(restored.Text == "OK", $"{type}: {restored.Text}");
            byte[] there = (await reader.Redis.CallAsync("DUMP", $"old>{type}")).Bytes!;
            ValueComparison found = Compare(comparer, reader, payload, reader, there);
            Assert.True(found.Without(ValueAspect.StreamCounters).IsEqual, $"{type}: {found.Aspects}");
        }
    }

    [Fact]
    public async Task Every_engine_reads_the_field_TTLs_that_we_write()
    {
        foreach (EngineServers.Engine target in servers.All.Where(engine => engine.Accepts.Knows(RdbType.HashMetadata) || engine.Accepts.Knows(RdbType.Hash22)))
        {
            foreach ((RdbFlavour flavour, RdbType type, byte[] value) in new[]
            {
                (RdbFlavour.Redis, RdbType.Hash22, SampleValues.PreReleaseHash()), (RdbFlavour.Redis, RdbType.HashListpackExPreRelease, SampleValues.PackedHash(false)),
                (RdbFlavour.Valkey, RdbType.Hash22, SampleValues.ValkeyHash()), (RdbFlavour.Redis, RdbType.HashListpackEx, SampleValues.PackedHash(true)),
            })
            {
                Transcoded made = new Transcoder(target.Accepts, new TranscodeOptions()).Transcode(new TypedValue(flavour, type, value), NowMs, new TranscodeLosses());
                byte[] payload = Payload([], made.Type, made.Value, made.Version);
                Assert.Equal("OK", (await target.Redis.SendAsync("RESTORE", "ttls", 0, payload, "REPLACE")).Text);
                Assert.Equal($"a=1\nb=two\n-1 {SampleValues.LaterMs}", (await ReadBack.OfAsync(target.Redis, "ttls", true)).Replace("\nc=3", "", StringComparison.Ordinal));
            }
        }
    }

    private static RdbType TypeOf(EngineServers.Engine engine, byte[] dump) => DumpPayload.TryParse(dump, engine.Accepts.Flavour, out DumpView view) ? view.Type : default;

    private static byte[]? Transcode(EngineServers.Engine source, byte[] dump, Transcoder transcoder, TranscodeLosses losses)
    {
        Assert.True(DumpPayload.TryParse(dump, source.Accepts.Flavour, out DumpView view));
        Transcoded made = transcoder.Transcode(new TypedValue(source.Accepts.Flavour, view.Type, view.Value, view.Meta), NowMs, losses);
        return made.Outcome == TranscodeOutcome.Refused ? null : Payload(made.Meta, made.Type, made.Value, made.Version);
    }

    private static byte[] Payload(ReadOnlySpan<byte> meta, RdbType type, ReadOnlySpan<byte> value, int version)
    {
        var payload = new ArrayBufferWriter<byte>();
        DumpPayload.Write(payload, meta, type, value, (ushort)version);
        return payload.WrittenSpan.ToArray();
    }

    private static ValueComparison Compare(ValueComparer comparer, EngineServers.Engine source, byte[] one, EngineServers.Engine target, byte[] other)
    {
        Assert.True(DumpPayload.TryParse(one, source.Accepts.Flavour, out DumpView expected));
        Assert.True(DumpPayload.TryParse(other, target.Accepts.Flavour, out DumpView found));
        return comparer.Compare(
            new TypedValue(source.Accepts.Flavour, expected.Type, expected.Value, expected.Meta),
            new TypedValue(target.Accepts.Flavour, found.Type, found.Value, found.Meta), NowMs);
    }
}
