using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using RetailGrains.Access;
using RetailGrains.Api.Caching;
using RetailGrains.Api.Limits;
using RetailGrains.Failures;
using RetailGrains.Figures;
using RetailGrains.Imports;
using RetailGrains.Ledger;
using RetailGrains.Membership;
using RetailGrains.Metrics;
using RetailGrains.Operations;
using RetailGrains.ServiceDefaults.Logs;
using RetailGrains.ServiceDefaults.Metrics;
using RetailGrains.Silo.Clustering;
using RetailGrains.Silo.Hosting;
using RetailGrains.Silo.Operations;
using RetailGrains.Streams;

namespace RetailGrains.Tests.Unit.Metrics;

/// <summary>All meters of the product, with a listener like an exporter's.</summary>
internal sealed class OwnMeters : IDisposable
{
    private readonly ServiceProvider _services = new ServiceCollection().AddMetrics().BuildServiceProvider();
    private readonly MeterListener _listener = new();
    private readonly List<IDisposable> _meters = [];
    private long _measurements;

    public OwnMeters()
    {
        IMeterFactory factory = _services.GetRequiredService<IMeterFactory>();
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Scope != factory) return; // belongs to another test
            Instruments.Add(instrument);
            listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, _, _, _) => _measurements++);
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) => _measurements++);
        _listener.SetMeasurementEventCallback<double>((_, _, _, _) => _measurements++);
        _listener.Start();
        TimeProvider time = TimeProvider.System;
        var failures = new FailureMonitor(time, NullLogger<FailureMonitor>.Instance);
        Ledger = Add(new LedgerMeter(factory, new LedgerLayout(16), new CommitHealth(failures, time), time));
        Sales = Add(new SalesMeter(factory, Options.Create(new MetricsOptions())));
        Figures = Add(new FigureMeter(factory));
        Add(new ImportMeter(factory));
        Add(new StreamMeter(factory));
        Add(new ReconciliationMeter(factory, Options.Create(new ReconciliationOptions())));
        Add(new MembershipMeter(factory, membership: null!, lease: null!)); // its gauges are not read here
        Add(new ConnectionMeter(factory, new ClusterConnection()));
        Add(new FailureMeter(factory));
        Add(new AccessMeter(factory));
        Add(new GuardMeter(factory));
        Add(new CacheMeter(factory));
        Add(new LimitMeter(factory));
        Add(new ProgramMeter(factory, new RepeatedMessages(time)));
        Add(new ProcessMeter(factory, [], https: null, folder: Path.GetTempPath()));
    }

    public List<Instrument> Instruments { get; } = [];

    public LedgerMeter Ledger { get; }

    public SalesMeter Sales { get; }

    public FigureMeter Figures { get; }

    public long Measurements => _measurements;

    public void Dispose()
    {
        _listener.Dispose();
        _meters.ForEach(meter => meter.Dispose());
        _services.Dispose();
    }

    private TMeter Add<TMeter>(TMeter meter)
        where TMeter : IDisposable
    {
        _meters.Add(meter);
        return meter;
    }
}
