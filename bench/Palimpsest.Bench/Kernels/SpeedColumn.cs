using System.Globalization;
using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Reports;
using BenchmarkDotNet.Running;

namespace Palimpsest.Bench.Kernels;

/// <summary>Floating-point operations per second at the median time; of elementwise work only an order of magnitude.</summary>
public sealed class SpeedColumn : IColumn
{
    public string Id => nameof(SpeedColumn);

    public string ColumnName => "GFLOP/s";

    public string Legend => "10^9 floating-point operations per second, a multiply-add counted as two";

    public bool AlwaysShow => true;

    public ColumnCategory Category => ColumnCategory.Custom;

    public int PriorityInCategory => 0;

    public bool IsNumeric => true;

    public UnitType UnitType => UnitType.Dimensionless;

    public bool IsAvailable(Summary summary) => summary.BenchmarksCases.Any(benchmark => ShapeOf(benchmark) is not null);

    public bool IsDefault(Summary summary, BenchmarkCase benchmarkCase) => false;

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase) =>
        ShapeOf(benchmarkCase) is { } shape && summary[benchmarkCase]?.ResultStatistics is { } nanoseconds
            ? (shape.Describe().Operations / nanoseconds.Median).ToString("0.0", CultureInfo.InvariantCulture)
            : "-";

    public string GetValue(Summary summary, BenchmarkCase benchmarkCase, SummaryStyle style) => GetValue(summary, benchmarkCase);

    private static KernelShape? ShapeOf(BenchmarkCase benchmark) =>
        benchmark.Parameters.Items.FirstOrDefault(parameter => parameter.Name == nameof(KernelBenchmark.Shape))?.Value as KernelShape;
}
