using McpRedis.Diagnostics.Sampling;

namespace McpRedis.Tests.Diagnostics;

/// <summary>For every check a sample of a real server with just that fault in it, and the severity it must have.</summary>
internal static class HealthFaults
{
    public static IReadOnlyDictionary<string, (string Severity, Func<NodeSample[]> Nodes)> All { get; } = new Dictionary<string, (string, Func<NodeSample[]>)>
    {
        ["RF001"] = ("Critical", () => One(SampleNode.Master().Info("maxmemory", 1000).Info("used_memory", 970).Info("maxmemory_policy", "noeviction"))),
        ["RF002"] = ("Info", () => One(SampleNode.Master().Info("maxmemory", 0))),
        ["RF003"] = ("Warning", () => One(SampleNode.Master().Info("mem_fragmentation_ratio", 2.4).Info("mem_fragmentation_bytes", 900e6).Info("used_memory_rss", 1500e6))),
        ["RF004"] = ("Critical", () => One(SampleNode.Master().Info("used_memory", 1500e6).Info("used_memory_rss", 900e6))),
        ["RF005"] = ("Warning", () => One(SampleNode.Master().Info("db0", "keys=1000,expires=3,avg_ttl=0"))),
        ["RF006"] = ("Info", () => One(SampleNode.Master().Info("maxmemory_policy", "allkeys-lru").Info("db0", "keys=1000,expires=3,avg_ttl=0"))),
        ["RF007"] = ("Info", () => One(SampleNode.Master().Info("used_memory", 600e6).Info("used_memory_rss", 610e6).Info("used_memory_overhead", 400e6))),
        ["RF008"] = ("Warning", () => One(SampleNode.Master().Info("mem_clients_normal", 400e6))),
        ["RF009"] = ("Warning", () => One(SampleNode.Master().Info("number_of_cached_scripts", 9000))),
        ["RF010"] = ("Warning", () => One(SampleNode.Master().Info("used_memory_rss", 20e9).Info("used_memory", 19e9).Info("total_system_memory", 25e9).Info("maxmemory", 24e9))),
        ["RF011"] = ("Warning", () => One(SampleNode.Master().Setting("save", "").Setting("appendonly", "no"))),
        ["RF012"] = ("Critical", () => One(SampleNode.Master().Info("rdb_last_bgsave_status", "err"))),
        ["RF013"] = ("Critical", () => One(SampleNode.Master().Info("aof_last_write_status", "err"))),
        ["RF014"] = ("Warning", () => One(SampleNode.Master().Info("aof_enabled", "0").Info("rdb_last_save_time", 1700000000).Info("rdb_changes_since_last_save", 50000))),
        ["RF015"] = ("Warning", () => One(SampleNode.Master().Info("latest_fork_usec", 900000))),
        ["RF016"] = ("Warning", () => One(SampleNode.Master().Info("aof_current_size", 900e6).Info("aof_base_size", 100e6).Setting("auto-aof-rewrite-percentage", "0"))),
        ["RF017"] = ("Warning", () => One(SampleNode.Master().Grow("aof_delayed_fsync", 3))),
        ["RF018"] = ("Warning", () => One(SampleNode.Master().Setting("appendfsync", "no"))),
        ["RF019"] = ("Critical", () => One(SampleNode.Master().Info("loading", "1").Info("loading_eta_seconds", 40))),
        ["RF020"] = ("Info", () => One(SampleNode.Master().Info("uptime_in_seconds", 30))),
        ["RF021"] = ("Critical", () => One(SampleNode.Replica().Info("master_link_status", "down").Info("master_link_down_since_seconds", 90))),
        ["RF022"] = ("Warning", () => One(SampleNode.Master().Info("slave0", "ip=10.0.0.7,port=6379,state=online,offset=1,lag=45"))),
        ["RF023"] = ("Warning", () => One(SampleNode.Master().Info("repl_backlog_size", 1048576).Grow("master_repl_offset", 1e6).Info("slave0", "ip=10.0.0.7,port=6379,state=online,offset=99000000,lag=0"))),
        ["RF024"] = ("Info", () => One(SampleNode.Master().Info("connected_slaves", 0))),
        ["RF025"] = ("Warning", () => One(SampleNode.Replica().Info("slave_read_only", 0))),
        ["RF026"] = ("Warning", () => One(SampleNode.Master().Grow("sync_full", 1).Info("sync_partial_err", 4))),
        ["RF027"] = ("Warning", () => One(SampleNode.Master().Info("repl_backlog_size", 1e12).Grow("master_repl_offset", 40e6).Info("slave0", "ip=10.0.0.7,port=6379,state=online,offset=99000000,lag=0"))),
        ["RF028"] = ("Critical", () => One(SampleNode.Master().Setting("min-replicas-to-write", "2").Info("min_slaves_good_slaves", 1))),
        ["RF029"] = ("Critical", () => One(SampleNode.Master().Info("connected_clients", 9700).Info("maxclients", 10000))),
        ["RF030"] = ("Critical", () => One(SampleNode.Master().Grow("rejected_connections", 7))),
        ["RF031"] = ("Info", () => One(SampleNode.Master().Info("blocked_clients", 80).Info("connected_clients", 100))),
        ["RF032"] = ("Warning", () => One(SampleNode.Master().Clients(Lines(100, i => Client(i, idle: i < 80 ? 90000 : 0))))),
        ["RF033"] = ("Warning", () => One(SampleNode.Master().Clients([Client(1, omem: 200_000_000)]))),
        ["RF034"] = ("Info", () => One(SampleNode.Master().Clients(Lines(200, i => Client(i, host: i < 180 ? "10.0.0.8" : "10.0.0.9"))))),
        ["RF035"] = ("Info", () => One(SampleNode.Master().Clients(Lines(40, i => Client(i, name: ""))))),
        ["RF036"] = ("Warning", () => One(SampleNode.Master().Grow("total_connections_received", 400))),
        ["RF037"] = ("Warning", () => One(SampleNode.Master().Grow("client_output_buffer_limit_disconnections", 2))),
        ["RF038"] = ("Warning", () => One(SampleNode.Master().Slow("KEYS", 700).Slow("smembers", 40))),
        ["RF039"] = ("Warning", () => One(SampleNode.Master().Slow("GET", 90))),
        ["RF040"] = ("Warning", () => One(SampleNode.Master().Latency("fork", 300, 800))),
        ["RF041"] = ("Warning", () => One(SampleNode.Master().Info("latency_percentiles_usec_hget", "p50=20.0,p99=30000.0,p99.9=50000.0").Info("cmdstat_hget", "calls=5000,usec=900000,usec_per_call=180.00"))),
        ["RF042"] = ("Warning", () => One(SampleNode.Master().Info("expired_stale_perc", 30))),
        ["RF043"] = ("Warning", () => One(SampleNode.Master().Grow("cmdstat_keys", "calls=10,usec=9000,usec_per_call=900.00", "calls=14,usec=12600,usec_per_call=900.00"))),
        ["RF044"] = ("Warning", () => One(SampleNode.Master().Grow("used_cpu_user_main_thread", 1.5).Grow("used_cpu_sys_main_thread", 0.4))),
        ["RF045"] = ("Warning", () => One(SampleNode.Master().Setting("slowlog-log-slower-than", "-1"))),
        ["RF046"] = ("Warning", () => One(SampleNode.Master().Grow("total_error_replies", 500).Grow("total_commands_processed", 5000).Grow("errorstat_WRONGTYPE", "count=10", "count=510", "Errorstats"))),
        ["RF047"] = ("Warning", () => One(SampleNode.Master().Grow("keyspace_hits", 300).Grow("keyspace_misses", 900))),
        ["RF048"] = ("Warning", () => One(SampleNode.Master().Grow("evicted_keys", 500))),
        ["RF049"] = ("Info", () => One(SampleNode.Master().Info("db0", "keys=100000,expires=2000,avg_ttl=0").Info("maxmemory_policy", "noeviction"))),
        ["RF050"] = ("Info", () => One(SampleNode.Master().Grow("expired_keys", 9000))),
        ["RF051"] = ("Info", () => One(SampleNode.Master().Grow("db5", "keys=10,expires=9", "keys=10,expires=9", "Keyspace"))),
        ["RF052"] = ("Critical", () => One(SampleNode.Master().DefaultUser("on", "nopass").Setting("bind", "0.0.0.0").Setting("protected-mode", "no"))),
        ["RF053"] = ("Info", () => One(SampleNode.Master().DefaultUser("on"))),
        ["RF054"] = ("Warning", () => One(SampleNode.Master().Setting("bind", "* -::*").Setting("protected-mode", "no"))),
        ["RF055"] = ("Warning", () => One(SampleNode.Master().Setting("enable-debug-command", "yes"))),
        ["RF056"] = ("Info", () => One(SampleNode.Master().Setting("bind", "10.0.0.5"))),
        ["RF057"] = ("Warning", () => One(SampleNode.Master().Grow("acl_access_denied_auth", 60))),
        ["RF058"] = ("Warning", () => One(SampleNode.Master().User("guest", "on", "nopass"))),
        ["RF059"] = ("Warning", () => One(SampleNode.Master().Setting("tcp-keepalive", "0"))),
        ["RF060"] = ("Warning", () => One(SampleNode.Master().Setting("timeout", "5"))),
        ["RF061"] = ("Info", () => One(SampleNode.Master().Setting("hz", "1"))),
        ["RF062"] = ("Info", () => One(SampleNode.Master().Setting("notify-keyspace-events", "AKE"))),
        ["RF063"] = ("Warning", () => One(SampleNode.Master().Setting("client-output-buffer-limit", "normal 0 0 0 slave 268435456 67108864 60 pubsub 0 0 0"))),
        ["RF064"] = ("Warning", () => One(SampleNode.Master().Setting("busy-reply-threshold", "0"))),
        ["RF065"] = ("Info", () => One(SampleNode.Master().Info("config_file", ""))),
        ["RF066"] = ("Warning", () => One(Redis("7.0.15"))),
        ["RF067"] = ("Warning", () => One(Redis("8.6.3"))),
        ["RF068"] = ("Warning", () => [SampleNode.ClusterMaster().Build(), SampleNode.ClusterMaster().Named("node-2 (master)").Info("valkey_version", "9.1.3").Build()]),
        ["RF069"] = ("Critical", () => One(SampleNode.ClusterMaster().ClusterInfo("cluster_state:fail\ncluster_slots_assigned:10923\ncluster_slots_fail:0"))),
        ["RF070"] = ("Warning", () => One(SampleNode.ClusterMaster().Cluster("(myself.*)$", "$1 [77->-a8c85196abaeb401eb1903d471509115f1727357]"))),
        ["RF071"] = ("Warning", () => [Share(1, "0-9999", 5000), Share(2, "10000-16383", 5000)]),
        ["RF072"] = ("Warning", () => One(SampleNode.ClusterMaster().Cluster("^.* slave cde37c.*\n", ""))),
        ["RF073"] = ("Warning", () => One(SampleNode.ClusterMaster().Cluster(@"10\.0\.0\.\d", "10.0.0.1"))),
        ["RF074"] = ("Warning", () => One(SampleNode.ClusterMaster().Cluster("3 connected 10923", "2 connected 10923"))),
        ["RF075"] = ("Critical", () => One(SampleNode.ClusterMaster().Cluster("master - 0 ([0-9]+) 3 connected", "master,fail - 0 $1 3 disconnected"))),
        ["RF076"] = ("Info", () => One(SampleNode.ClusterMaster().Cluster("^.* slave cde37c.*\n", ""))),
        ["RF077"] = ("Critical", () => One(SampleNode.Sentinel().Sentinels("mymaster", "master", 1, 0, 2))),
        ["RF078"] = ("Critical", () => One(SampleNode.Sentinel().Sentinels("mymaster", "s_down,o_down,master", 1, 2, 2))),
        ["RF079"] = ("Critical", () => [SampleNode.Sentinel().Build(), SampleNode.Sentinel().Named("sentinel-2").Sentinels("mymaster", "master", 1, 2, 2, ip: "10.0.0.2").Build()]),
        ["RF080"] = ("Info", () => One(SampleNode.Master().Keys([.. Enumerable.Range(0, 60).Select(i => (i % 3 == 0 ? $"session:{i}" : $"cart:{i}", i % 3 != 0))]))),
    };

    /// <summary>Samples in which nothing is wrong.</summary>
    public static IReadOnlyDictionary<string, Func<NodeSample[]>> Healthy { get; } = new Dictionary<string, Func<NodeSample[]>>
    {
        ["master"] = () => One(SampleNode.Master()),
        ["replica"] = () => One(SampleNode.Replica()),
        ["cluster"] = () => One(SampleNode.ClusterMaster()),
        ["sentinel"] = () => One(SampleNode.Sentinel()),
        ["busy cache"] = () => One(SampleNode.Master().Grow("keyspace_hits", 20000).Grow("keyspace_misses", 900).Grow("total_commands_processed", 40000).Grow("expired_keys", 60).Grow("used_cpu_user_main_thread", 0.5)),
        ["all prefixes expire"] = () => One(SampleNode.Master().Keys([.. Enumerable.Range(0, 60).Select(i => ($"p{i % 4}:{i}", true))])),
        ["many named clients"] = () => One(SampleNode.Master().Clients(Lines(200, i => Client(i, host: $"10.0.{i % 20}.1")))),
    };

    private static NodeSample[] One(SampleNode node) => [node.Build()];

    private static SampleNode Redis(string version) => SampleNode.Master().WithoutInfo("valkey_version").WithoutInfo("valkey_release_stage").WithoutInfo("server_name").Info("redis_version", version);

    private static NodeSample Share(int number, string slots, int keys) => SampleNode.ClusterMaster().Named($"node-{number} (master)")
        .Cluster("connected 0-5460", $"connected {slots}").Info("db0", $"keys={keys},expires={keys}").Build();

    private static IEnumerable<string> Lines(int count, Func<int, string> line) => Enumerable.Range(0, count).Select(line);

    private static string Client(int id, string host = "10.0.0.8", string name = "web", int idle = 0, long omem = 0) =>
        $"id={id} addr={host}:{40000 + id} laddr=10.0.0.1:6379 fd=8 name={name} age=99999 idle={idle} flags=N db=0 sub=0 psub=0 ssub=0 multi=-1 qbuf=0 qbuf-free=0 argv-mem=0 multi-mem=0 rbs=1024 rbp=0 obl=0 oll=0 omem={omem} tot-mem={omem + 2000} events=r cmd=get user=default redir=-1 resp=2";
}
