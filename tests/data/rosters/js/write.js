// Writes a roster with SheetJS, the writer inside most web programs: shared strings, numbers typed as
// numbers, dates as day numbers. Usage: node write.js rows.json out.xlsx [biff8]
'use strict';
const fs = require('fs');
const xlsx = require('xlsx');

const [source, target, kind] = process.argv.slice(2);
const {sheet, rows} = JSON.parse(fs.readFileSync(source, 'utf8'));
const data = xlsx.utils.aoa_to_sheet(rows);
const book = xlsx.utils.book_new();
xlsx.utils.book_append_sheet(book, xlsx.utils.aoa_to_sheet([['封面'], ['本表由人事系统导出']]), '封面');
xlsx.utils.book_append_sheet(book, data, sheet);
xlsx.writeFile(book, target, {bookType: kind || 'xlsx', bookSST: true, compression: true});
