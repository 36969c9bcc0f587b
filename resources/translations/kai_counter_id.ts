<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="id_ID">
<context>
    <name>AdminScreen</name>
    <message>
        <source>Office</source>
        <translation>Kantor</translation>
    </message>
    <message>
        <source>Counter keys</source>
        <translation>Kunci loket</translation>
    </message>
    <message>
        <source>Promotions</source>
        <translation>Promosi</translation>
    </message>
    <message>
        <source>Staff</source>
        <translation>Petugas</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Baru</translation>
    </message>
    <message>
        <source>First password</source>
        <translation>Sandi pertama</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Pesan</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Segarkan</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Mencari …</translation>
    </message>
    <message>
        <source>No keys yet</source>
        <translation>Belum ada kunci</translation>
    </message>
    <message>
        <source>A counter makes its own at the first sign-in.</source>
        <translation>Loket membuat kuncinya sendiri saat pertama masuk.</translation>
    </message>
    <message>
        <source>Nothing here yet</source>
        <translation>Belum ada apa-apa di sini</translation>
    </message>
    <message>
        <source>F6 adds the first.</source>
        <translation>F6 menambah yang pertama.</translation>
    </message>
    <message>
        <source>{first} to {last}</source>
        <translation>{first} s.d. {last}</translation>
    </message>
    <message>
        <source>signs</source>
        <translation>menandatangani</translation>
    </message>
    <message>
        <source>revoked {day}</source>
        <translation>dicabut {day}</translation>
    </message>
    <message>
        <source>Key {number}  ·  {counter}</source>
        <translation>Kunci {number}  ·  {counter}</translation>
    </message>
    <message>
        <source>used {count}</source>
        <translation>dipakai {count}</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>berakhir</translation>
    </message>
    <message>
        <source>every station</source>
        <translation>semua stasiun</translation>
    </message>
    <message>
        <source>never signed in</source>
        <translation>belum pernah masuk</translation>
    </message>
    <message>
        <source>retired</source>
        <translation>berhenti</translation>
    </message>
    <message>
        <source>Revoke</source>
        <translation>Cabut</translation>
    </message>
    <message>
        <source>End</source>
        <translation>Akhiri</translation>
    </message>
    <message>
        <source>Retire</source>
        <translation>Berhentikan</translation>
    </message>
    <message>
        <source>Revoke key {number} of {counter}?</source>
        <translation>Cabut kunci {number} milik {counter}?</translation>
    </message>
    <message>
        <source>Every ticket it signed is refused at the gates, for good.</source>
        <translation>Semua tiket yang ditandatanganinya ditolak di gate, selamanya.</translation>
    </message>
    <message>
        <source>Retire {name}?</source>
        <translation>Berhentikan {name}?</translation>
    </message>
    <message>
        <source>Login, sessions and connections end at once.</source>
        <translation>Login, sesi, dan koneksi langsung berakhir.</translation>
    </message>
    <message>
        <source>End promotion {code}?</source>
        <translation>Akhiri promosi {code}?</translation>
    </message>
    <message>
        <source>Nobody gets it from now on; seats held with it keep their price.</source>
        <translation>Mulai sekarang tidak ada yang mendapatkannya; kursi yang sudah ditahan tetap harganya.</translation>
    </message>
    <message>
        <source>The key is revoked</source>
        <translation>Kunci telah dicabut</translation>
    </message>
    <message>
        <source>The member is retired</source>
        <translation>Petugas telah diberhentikan</translation>
    </message>
    <message>
        <source>The promotion has ended</source>
        <translation>Promosi telah berakhir</translation>
    </message>
    <message>
        <source>Announced</source>
        <translation>Diumumkan</translation>
    </message>
    <message>
        <source>The member may sign in</source>
        <translation>Petugas boleh masuk</translation>
    </message>
    <message>
        <source>The first password is set</source>
        <translation>Sandi pertama telah dipasang</translation>
    </message>
    <message>
        <source>The message is sent</source>
        <translation>Pesan terkirim</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Daftar</translation>
    </message>
    <message>
        <source>New …</source>
        <translation>Baru …</translation>
    </message>
    <message>
        <source>First password …</source>
        <translation>Sandi pertama …</translation>
    </message>
    <message>
        <source>Message …</source>
        <translation>Pesan …</translation>
    </message>
</context>
<context>
    <name>AmountField</name>
    <message>
        <source>Type an amount in rupiah, for example 500.000.</source>
        <translation>Ketik jumlah rupiah, misalnya 500.000.</translation>
    </message>
    <message>
        <source>That is more than a drawer holds.</source>
        <translation>Itu lebih dari isi satu laci kas.</translation>
    </message>
</context>
<context>
    <name>AuditPlace</name>
    <message>
        <source>{member} · to read only</source>
        <translation>{member} · hanya membaca</translation>
    </message>
</context>
<context>
    <name>Banner</name>
    <message>
        <source>Close this message</source>
        <translation>Tutup pesan ini</translation>
    </message>
</context>
<context>
    <name>BlockersPanel</name>
    <message>
        <source>Ctrl+P  Not printed yet: {title}</source>
        <translation>Ctrl+P  Belum tercetak: {title}</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>dan {count} lagi</translation>
    </message>
    <message>
        <source>New sales have stopped. Settle these, then look again; Esc goes back to selling.</source>
        <translation>Penjualan baru sudah dihentikan. Selesaikan ini, lalu periksa lagi; Esc kembali berjualan.</translation>
    </message>
    <message>
        <source>Not yet: {count}</source>
        <translation>Belum bisa: {count}</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Periksa lagi</translation>
    </message>
    <message>
        <source>Ctrl+U  Payment without an answer: {title}</source>
        <translation>Ctrl+U  Pembayaran tanpa jawaban: {title}</translation>
    </message>
</context>
<context>
    <name>BoardPicker</name>
    <message>
        <source>This train does not stop there.</source>
        <translation>KA ini tidak berhenti di sana.</translation>
    </message>
    <message>
        <source>Destination</source>
        <translation>Tujuan</translation>
    </message>
    <message>
        <source>Stops of this train</source>
        <translation>Stasiun pemberhentian KA ini</translation>
    </message>
    <message>
        <source>Class (PgUp, PgDn)</source>
        <translation>Kelas (PgUp, PgDn)</translation>
    </message>
    <message>
        <source>Passengers with a seat (type a digit)</source>
        <translation>Penumpang dengan kursi (ketik angka)</translation>
    </message>
    <message>
        <source>One passenger less</source>
        <translation>Kurangi satu penumpang</translation>
    </message>
    <message>
        <source>One passenger more</source>
        <translation>Tambah satu penumpang</translation>
    </message>
    <message>
        <source>Take the best seats</source>
        <translation>Ambil kursi terbaik</translation>
    </message>
</context>
<context>
    <name>BoardScreen</name>
    <message>
        <source>Departures</source>
        <translation>Berangkat</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stasiun</translation>
    </message>
    <message>
        <source>Class</source>
        <translation>Kelas</translation>
    </message>
    <message>
        <source>Passengers</source>
        <translation>Penumpang</translation>
    </message>
    <message>
        <source>Take the best seats</source>
        <translation>Ambil kursi terbaik</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Pick a train</source>
        <translation>Pilih KA</translation>
    </message>
    <message>
        <source>Other day or relation</source>
        <translation>Hari atau relasi lain</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Muat ulang</translation>
    </message>
    <message>
        <source>Later trains</source>
        <translation>KA berikutnya</translation>
    </message>
    <message>
        <source>From {station}</source>
        <translation>Dari {station}</translation>
    </message>
    <message>
        <source>No train leaves from here in the next day. Press F3 to search another day.</source>
        <translation>Tidak ada KA berangkat dari sini dalam sehari ke depan. Tekan F3 untuk mencari hari lain.</translation>
    </message>
    <message>
        <source>Reading the timetable …</source>
        <translation>Membaca jadwal …</translation>
    </message>
    <message>
        <source>Quiet now. The next train leaves {day} at {time}, in {wait}.</source>
        <translation>Sedang sepi. KA berikutnya berangkat {day} pukul {time}, {wait} lagi.</translation>
    </message>
    <message numerus="yes">
        <source>%n train(s) in the next {hours} hours</source>
        <translation>
            <numerusform>%n KA dalam {hours} jam ke depan</numerusform>
        </translation>
    </message>
    <message>
        <source>The list has just moved: {number} is {train} now. Press it again to take it.</source>
        <translation>Daftar baru saja bergeser: {number} kini {train}. Tekan sekali lagi untuk memilihnya.</translation>
    </message>
    <message>
        <source>{train} is for go-show only: it is sold from {time} on.</source>
        <translation>{train} khusus go-show: dijual mulai pukul {time}.</translation>
    </message>
</context>
<context>
    <name>BookingFinder</name>
    <message>
        <source>No booking was found by this.</source>
        <translation>Tidak ada pemesanan yang ditemukan.</translation>
    </message>
    <message>
        <source>Which one is it?</source>
        <translation>Yang mana?</translation>
    </message>
    <message>
        <source>Type a booking code or ticket number, or scan a ticket.</source>
        <translation>Ketik kode booking atau nomor tiket, atau pindai tiket.</translation>
    </message>
    <message>
        <source>Latest sales of this counter</source>
        <translation>Penjualan terakhir loket ini</translation>
    </message>
    <message>
        <source>Nothing was sold here yet</source>
        <translation>Belum ada penjualan di sini</translation>
    </message>
    <message>
        <source>Code, NIK, phone, name and day</source>
        <translation>Kode, NIK, telepon, nama + hari</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Cari</translation>
    </message>
</context>
<context>
    <name>BookingView</name>
    <message>
        <source>Sold {when} at {counter}</source>
        <translation>Terjual {when} di {counter}</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Lunas</translation>
    </message>
    <message>
        <source>Travelled</source>
        <translation>Sudah berangkat</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Dibatalkan</translation>
    </message>
    <message>
        <source>Not paid</source>
        <translation>Belum dibayar</translation>
    </message>
    <message>
        <source>Identity checked</source>
        <translation>Identitas sudah dicek</translation>
    </message>
    <message>
        <source>Masked until identity is checked</source>
        <translation>Disamarkan sampai identitas dicek</translation>
    </message>
    <message>
        <source>no seat</source>
        <translation>tanpa kursi</translation>
    </message>
    <message>
        <source>valid</source>
        <translation>berlaku</translation>
    </message>
    <message>
        <source>boarded</source>
        <translation>sudah naik</translation>
    </message>
    <message>
        <source>void</source>
        <translation>tidak berlaku</translation>
    </message>
    <message>
        <source>expired</source>
        <translation>kedaluwarsa</translation>
    </message>
    <message>
        <source>{state}, issue {number}</source>
        <translation>{state}, cetakan ke-{number}</translation>
    </message>
</context>
<context>
    <name>BookingsScreen</name>
    <message>
        <source>Bookings</source>
        <translation>Pesanan</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Cari</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Pilih</translation>
    </message>
    <message>
        <source>Check identity</source>
        <translation>Cek identitas</translation>
    </message>
    <message>
        <source>Reprint</source>
        <translation>Cetak ulang</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Muat ulang</translation>
    </message>
    <message>
        <source>Other booking</source>
        <translation>Pesanan lain</translation>
    </message>
    <message>
        <source>No booking chosen</source>
        <translation>Belum ada pesanan dipilih</translation>
    </message>
    <message>
        <source>Type its code, scan a ticket, or choose one of the latest sales.</source>
        <translation>Ketik kodenya, pindai tiket, atau pilih salah satu penjualan terakhir.</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Struk</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>Pembatalan tiket</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Batalkan</translation>
    </message>
    <message>
        <source>No document</source>
        <translation>Tanpa dokumen</translation>
    </message>
    <message>
        <source>To show booking {code} without a document.</source>
        <translation>Untuk menampilkan pemesanan {code} tanpa dokumen.</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Ubah jadwal</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>Koreksi</translation>
    </message>
    <message>
        <source>Seat</source>
        <translation>Kursi</translation>
    </message>
    <message>
        <source>Changed. The next issue is printed, the older paper is void.</source>
        <translation>Diubah. Terbitan berikutnya dicetak, kertas lama tidak berlaku.</translation>
    </message>
</context>
<context>
    <name>CalendarDrop</name>
    <message>
        <source>Calendar</source>
        <translation>Kalender</translation>
    </message>
</context>
<context>
    <name>CancelDialog</name>
    <message>
        <source>Runs only to (code; empty: not at all)</source>
        <translation>Hanya sampai (kode; kosong: tidak jalan)</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>Type its number, {number}, to be sure</source>
        <translation>Ketik nomornya, {number}, untuk memastikan</translation>
    </message>
    <message>
        <source>Cancel {train}?</source>
        <translation>Batalkan {train}?</translation>
    </message>
    <message>
        <source>Seats on hold are let go, nothing more is sold, and everybody affected is owed their money.</source>
        <translation>Kursi yang ditahan dilepas, tidak ada lagi yang dijual, dan uang semua yang terdampak dikembalikan.</translation>
    </message>
    <message>
        <source>Cancel the train</source>
        <translation>Batalkan kereta</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Looking who is affected …</source>
        <translation>Mencari siapa yang terdampak …</translation>
    </message>
    <message>
        <source>The train does not stop there.</source>
        <translation>Kereta tidak berhenti di sana.</translation>
    </message>
    <message>
        <source>Say why.</source>
        <translation>Sebutkan alasannya.</translation>
    </message>
    <message>
        <source>That is not this train&apos;s number.</source>
        <translation>Itu bukan nomor kereta ini.</translation>
    </message>
    <message>
        <source>Bookings {bookings}  ·  passengers {people}, on board {boarded}  ·  to give back {amount}</source>
        <translation>Pemesanan {bookings}  ·  penumpang {people}, sudah naik {boarded}  ·  dikembalikan {amount}</translation>
    </message>
    <message>
        <source>It cannot be taken back: a train that may still run is late, not cancelled.</source>
        <translation>Ini tidak bisa ditarik kembali: kereta yang mungkin masih jalan itu terlambat, bukan batal.</translation>
    </message>
</context>
<context>
    <name>CashMoveDialog</name>
    <message>
        <source>Cash in</source>
        <translation>Kas masuk</translation>
    </message>
    <message>
        <source>Change money brought to the drawer.</source>
        <translation>Uang kembalian yang dibawa ke laci.</translation>
    </message>
    <message>
        <source>Cash out</source>
        <translation>Kas keluar</translation>
    </message>
    <message>
        <source>Paid from the drawer. Larger amounts want a supervisor&apos;s signature.</source>
        <translation>Dibayar dari laci. Jumlah besar memerlukan persetujuan pengawas.</translation>
    </message>
    <message>
        <source>Drop to the safe</source>
        <translation>Setor ke brankas</translation>
    </message>
    <message>
        <source>The slip goes into the bag with the money.</source>
        <translation>Bukti setor masuk ke kantong bersama uangnya.</translation>
    </message>
    <message>
        <source>Open the drawer</source>
        <translation>Buka laci</translation>
    </message>
    <message>
        <source>Each opening is written down with its reason.</source>
        <translation>Setiap pembukaan dicatat beserta alasannya.</translation>
    </message>
    <message>
        <source>Close the shift of {who}?</source>
        <translation>Tutup shift {who}?</translation>
    </message>
    <message>
        <source>Its seats on hold go back. The drawer is verified later.</source>
        <translation>Kursi yang ditahan dilepas. Isi laci diverifikasi kemudian.</translation>
    </message>
    <message>
        <source>Verify the drawer of {who}</source>
        <translation>Verifikasi laci {who}</translation>
    </message>
    <message>
        <source>What you counted yourself. It is written once.</source>
        <translation>Jumlah hasil hitungan Anda sendiri. Hanya dicatat sekali.</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Jumlah</translation>
    </message>
    <message>
        <source>Note (if any)</source>
        <translation>Catatan (bila ada)</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>Number on the bag (if any)</source>
        <translation>Nomor kantong (bila ada)</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Buka</translation>
    </message>
    <message>
        <source>Close the shift</source>
        <translation>Tutup shift</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verifikasi</translation>
    </message>
    <message>
        <source>Write down and print the slip</source>
        <translation>Catat dan cetak bukti</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Type an amount in rupiah, for example 500.000.</source>
        <translation>Ketik jumlah dalam rupiah, misalnya 500.000.</translation>
    </message>
    <message>
        <source>Say why.</source>
        <translation>Sebutkan alasannya.</translation>
    </message>
</context>
<context>
    <name>CashPanel</name>
    <message>
        <source>no change</source>
        <translation>tanpa kembalian</translation>
    </message>
    <message>
        <source>change {amount}</source>
        <translation>kembali {amount}</translation>
    </message>
    <message>
        <source>Change</source>
        <translation>Kembalian</translation>
    </message>
    <message>
        <source>Read as {amount}</source>
        <translation>Dibaca {amount}</translation>
    </message>
    <message>
        <source>Still missing</source>
        <translation>Masih kurang</translation>
    </message>
    <message>
        <source>Exact: no change</source>
        <translation>Pas: tanpa kembalian</translation>
    </message>
    <message>
        <source>Change to give</source>
        <translation>Kembalian</translation>
    </message>
    <message>
        <source>To pay in cash</source>
        <translation>Dibayar tunai</translation>
    </message>
    <message>
        <source>Cash received (leave empty for the exact amount)</source>
        <extracomment>Indonesian: Uang diterima</extracomment>
        <translation>Uang diterima (kosongkan bila pas)</translation>
    </message>
    <message>
        <source>Exact</source>
        <translation>Uang pas</translation>
    </message>
</context>
<context>
    <name>CoachButton</name>
    <message>
        <source>Coach {label}, {left} of {all} seats free</source>
        <translation>Kereta {label}, {left} dari {all} kursi kosong</translation>
    </message>
    <message>
        <source>full</source>
        <extracomment>Indonesian: penuh</extracomment>
        <translation>penuh</translation>
    </message>
</context>
<context>
    <name>CoachStrip</name>
    <message>
        <source>Coaches</source>
        <translation>Kereta</translation>
    </message>
</context>
<context>
    <name>CommandLine</name>
    <message>
        <source>Command line</source>
        <translation>Baris perintah</translation>
    </message>
    <message>
        <source>SGU GMR 25/11 2A1I</source>
        <translation>SGU GMR 25/11 2A1I</translation>
    </message>
    <message>
        <source>From, to, day, people, in any order. 2A1I: two with a seat, one infant.</source>
        <translation>Dari, ke, hari, orang; urutan bebas. 2A1I: dua dengan kursi, satu bayi.</translation>
    </message>
    <message>
        <source>Reading the stations …</source>
        <translation>Membaca daftar stasiun …</translation>
    </message>
    <message numerus="yes">
        <source>%n person(s)</source>
        <translation>
            <numerusform>%n orang</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n infant(s)</source>
        <translation>
            <numerusform>%n bayi</numerusform>
        </translation>
    </message>
    <message>
        <source>then Ctrl+M for the other {rest}</source>
        <translation>lalu Ctrl+M untuk {rest} lainnya</translation>
    </message>
</context>
<context>
    <name>ContactForm</name>
    <message>
        <source>This does not look like a telephone number.</source>
        <translation>Ini tidak seperti nomor telepon.</translation>
    </message>
    <message>
        <source>This does not look like an e-mail address.</source>
        <translation>Ini tidak seperti alamat surel.</translation>
    </message>
    <message>
        <source>Contact of the booker (not required)</source>
        <extracomment>Indonesian: Kontak pemesan (tidak wajib)</extracomment>
        <translation>Kontak pemesan (tidak wajib)</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Telephone</source>
        <translation>Telepon</translation>
    </message>
    <message>
        <source>E-mail</source>
        <translation>Surel</translation>
    </message>
</context>
<context>
    <name>CorrectDialog</name>
    <message>
        <source>Name on the document</source>
        <translation>Nama di dokumen</translation>
    </message>
    <message>
        <source>Number on the document</source>
        <translation>Nomor pada dokumen</translation>
    </message>
    <message>
        <source>Correct this passenger</source>
        <translation>Koreksi penumpang ini</translation>
    </message>
    <message>
        <source>Two letters or one digit by yourself, more with a signature. The next issue is printed.</source>
        <translation>Dua huruf atau satu angka oleh Anda sendiri, lebih dari itu dengan tanda tangan. Terbitan berikutnya dicetak.</translation>
    </message>
    <message>
        <source>Correct</source>
        <translation>Koreksi</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
</context>
<context>
    <name>CountCard</name>
    <message>
        <source>Infants</source>
        <translation>Bayi</translation>
    </message>
    <message>
        <source>{train}: {boarded} of {expected} boarded</source>
        <translation>{train}: {boarded} dari {expected} sudah naik</translation>
    </message>
</context>
<context>
    <name>CountDialog</name>
    <message>
        <source>Count the change money</source>
        <translation>Hitung uang kembalian</translation>
    </message>
    <message>
        <source>Take this count</source>
        <translation>Pakai hitungan ini</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
</context>
<context>
    <name>CountPanel</name>
    <message>
        <source>Count the drawer</source>
        <translation>Hitung isi laci</translation>
    </message>
    <message>
        <source>All of it, the change money too. Digits and Enter down the list. Your count is written down and stands.</source>
        <translation>Semuanya, termasuk uang kembalian. Angka lalu Enter sampai akhir daftar. Hitungan Anda dicatat dan tidak dapat diubah.</translation>
    </message>
    <message>
        <source>Cash counted</source>
        <translation>Uang dihitung</translation>
    </message>
    <message>
        <source>Write down the count</source>
        <translation>Catat hitungan</translation>
    </message>
</context>
<context>
    <name>CounterChoiceScreen</name>
    <message>
        <source>Type the counter&apos;s code, for example GMR-01.</source>
        <translation>Ketik kode loket, misalnya GMR-01.</translation>
    </message>
    <message>
        <source>Type the secret your administrator gave for this machine.</source>
        <translation>Ketik kunci rahasia dari administrator untuk mesin ini.</translation>
    </message>
    <message>
        <source>Which counter is this?</source>
        <translation>Loket mana ini?</translation>
    </message>
    <message>
        <source>Asked once on this machine. Tickets and cash carry this counter&apos;s name.</source>
        <translation>Ditanyakan sekali di mesin ini. Tiket dan kas memakai nama loket ini.</translation>
    </message>
    <message>
        <source>Registration by your administrator</source>
        <translation>Pendaftaran oleh administrator</translation>
    </message>
    <message>
        <source>Counter code</source>
        <translation>Kode loket</translation>
    </message>
    <message>
        <source>Counter secret</source>
        <translation>Kunci rahasia loket</translation>
    </message>
    <message>
        <source>Use this counter</source>
        <translation>Pakai loket ini</translation>
    </message>
</context>
<context>
    <name>CustomerDisplay</name>
    <message>
        <source>Booking code {code}</source>
        <translation>Kode booking {code}</translation>
    </message>
    <message>
        <source>Passenger {number}</source>
        <translation>Penumpang {number}</translation>
    </message>
    <message>
        <source>Reductions {amount}</source>
        <translation>Potongan {amount}</translation>
    </message>
    <message>
        <source>Received {amount}</source>
        <translation>Diterima {amount}</translation>
    </message>
    <message>
        <source>Pay in cash, by card or QRIS.</source>
        <translation>Bayar tunai, kartu, atau QRIS.</translation>
    </message>
    <message>
        <source>This code has expired. Please wait.</source>
        <translation>Kode ini sudah kedaluwarsa. Mohon tunggu.</translation>
    </message>
    <message>
        <source>Scan with any bank or wallet app. Valid for {minutes}:{seconds} more.</source>
        <translation>Pindai dengan aplikasi bank atau dompet apa pun. Berlaku {minutes}:{seconds} lagi.</translation>
    </message>
    <message>
        <source>Customer display</source>
        <translation>Layar pelanggan</translation>
    </message>
    <message>
        <source>Welcome. Please tell us where you would like to go.</source>
        <translation>Selamat datang. Silakan sebutkan tujuan Anda.</translation>
    </message>
    <message>
        <source>To pay</source>
        <translation>Yang dibayar</translation>
    </message>
    <message>
        <source>Your change</source>
        <translation>Kembalian Anda</translation>
    </message>
    <message>
        <source>Thank you. Have a pleasant journey.</source>
        <translation>Terima kasih. Selamat jalan.</translation>
    </message>
</context>
<context>
    <name>Customers</name>
    <message>
        <source>Money for this sale is under way</source>
        <translation>Pembayaran penjualan ini sedang berjalan</translation>
    </message>
    <message>
        <source>Park it: its payment is looked after meanwhile, its seats are kept.</source>
        <translation>Parkir: pembayarannya tetap dijaga, kursinya tetap dipegang.</translation>
    </message>
    <message>
        <source>Park it</source>
        <translation>Simpan dulu</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>This sale is not finished</source>
        <translation>Penjualan ini belum selesai</translation>
    </message>
    <message>
        <source>Park it to come back to it later, or leave it: its seats become free again.</source>
        <translation>Simpan untuk dilanjutkan nanti, atau tinggalkan: kursinya bebas kembali.</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Tinggalkan</translation>
    </message>
    <message>
        <source>No train was sold yet in this session. Press F2 for the board.</source>
        <translation>Belum ada KA terjual di sesi ini. Tekan F2 untuk papan berangkat.</translation>
    </message>
    <message>
        <source>An interrupted sale is parked: Shift+F7 brings it back.</source>
        <translation>Penjualan yang terputus disimpan: Shift+F7 mengambilnya kembali.</translation>
    </message>
    <message>
        <source>This sale was interrupted. It is shown as the database knows it.</source>
        <translation>Penjualan ini sempat terputus. Yang tampil adalah keadaan di basis data.</translation>
    </message>
</context>
<context>
    <name>DateField</name>
    <message>
        <source>Calendar (Alt+↓)</source>
        <translation>Kalender (Alt+↓)</translation>
    </message>
    <message>
        <source>Calendar</source>
        <translation>Kalender</translation>
    </message>
    <message>
        <source>Today</source>
        <translation>Hari ini</translation>
    </message>
    <message>
        <source>Tomorrow</source>
        <translation>Besok</translation>
    </message>
    <message>
        <source>In {days} days</source>
        <translation>{days} hari lagi</translation>
    </message>
</context>
<context>
    <name>DayDialog</name>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Cash to the bank</source>
        <translation>Setor ke bank</translation>
    </message>
    <message>
        <source>As the bank&apos;s slip says. A second supervisor signs for it.</source>
        <translation>Sesuai slip bank. Pengawas kedua ikut menandatangani.</translation>
    </message>
    <message>
        <source>Write down</source>
        <translation>Catat</translation>
    </message>
    <message>
        <source>Hand over the safe</source>
        <translation>Serah terima brankas</translation>
    </message>
    <message>
        <source>Count it together. Whoever takes it signs with their own password.</source>
        <translation>Hitung bersama. Penerima menandatangani dengan kata sandinya sendiri.</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Serahkan</translation>
    </message>
    <message>
        <source>Settlement file of the bank</source>
        <translation>Berkas penyelesaian bank</translation>
    </message>
    <message>
        <source>A CSV file with order_id, transaction_id, amount and settled_at.</source>
        <translation>Berkas CSV dengan order_id, transaction_id, amount, dan settled_at.</translation>
    </message>
    <message>
        <source>Take in</source>
        <translation>Masukkan</translation>
    </message>
    <message>
        <source>Batch of the card terminal</source>
        <translation>Batch mesin EDC</translation>
    </message>
    <message>
        <source>As the terminal&apos;s settlement slip says, for this counter.</source>
        <translation>Sesuai struk settlement mesin, untuk loket ini.</translation>
    </message>
    <message>
        <source>What was it?</source>
        <translation>Apa penyebabnya?</translation>
    </message>
    <message>
        <source>Settled</source>
        <translation>Selesai</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Jumlah</translation>
    </message>
    <message>
        <source>Number of the bank&apos;s slip</source>
        <translation>Nomor slip bank</translation>
    </message>
    <message>
        <source>Bank</source>
        <translation>Bank</translation>
    </message>
    <message>
        <source>Counted together</source>
        <translation>Hasil hitung bersama</translation>
    </message>
    <message>
        <source>Why it differs (if it does)</source>
        <translation>Sebab selisih (jika ada)</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Berkas</translation>
    </message>
    <message>
        <source>Terminal (TID)</source>
        <translation>Terminal (TID)</translation>
    </message>
    <message>
        <source>Batch number</source>
        <translation>Nomor batch</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>Penjualan</translation>
    </message>
    <message>
        <source>Refunds and voids</source>
        <translation>Pengembalian dan pembatalan</translation>
    </message>
    <message>
        <source>What you found out</source>
        <translation>Hasil pemeriksaan</translation>
    </message>
    <message>
        <source>Please fill this in.</source>
        <translation>Mohon diisi.</translation>
    </message>
</context>
<context>
    <name>DayScreen</name>
    <message>
        <source>Month report</source>
        <translation>Laporan bulanan</translation>
    </message>
    <message>
        <source>Station day</source>
        <translation>Hari stasiun</translation>
    </message>
    <message>
        <source>Before</source>
        <translation>Sebelumnya</translation>
    </message>
    <message>
        <source>After</source>
        <translation>Berikutnya</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Muat ulang</translation>
    </message>
    <message>
        <source>Back to the day</source>
        <translation>Kembali ke hari</translation>
    </message>
    <message>
        <source>Settle</source>
        <translation>Selesaikan</translation>
    </message>
    <message>
        <source>{amount} from the safe to the bank, slip {slip}.</source>
        <translation>{amount} dari brankas ke bank, slip {slip}.</translation>
    </message>
    <message>
        <source>Takes over the safe with {amount}.</source>
        <translation>Menerima brankas berisi {amount}.</translation>
    </message>
    <message>
        <source>The terminal closes its batch</source>
        <translation>Mesin EDC menutup batch</translation>
    </message>
    <message>
        <source>This takes up to two minutes.</source>
        <translation>Ini memerlukan waktu hingga dua menit.</translation>
    </message>
    <message numerus="yes">
        <source>%n difference(s) to look into</source>
        <translation>
            <numerusform>%n selisih perlu diperiksa</numerusform>
        </translation>
    </message>
    <message>
        <source>No differences are open. F8 compares till, terminals and bank.</source>
        <translation>Tidak ada selisih terbuka. F8 membandingkan laci, mesin EDC, dan bank.</translation>
    </message>
    <message>
        <source>By sale date and travel date, tied to the Z reports</source>
        <translation>Menurut tanggal jual dan tanggal berangkat, terikat pada laporan Z</translation>
    </message>
    <message>
        <source>Reading …</source>
        <translation>Membaca …</translation>
    </message>
    <message numerus="yes">
        <source>%n shift(s) still open</source>
        <translation>
            <numerusform>%n shift masih terbuka</numerusform>
        </translation>
    </message>
    <message>
        <source>All shifts are closed</source>
        <translation>Semua shift sudah ditutup</translation>
    </message>
    <message numerus="yes">
        <source>Compared: %n difference(s) to look into</source>
        <translation>
            <numerusform>Dibandingkan: %n selisih perlu diperiksa</numerusform>
        </translation>
    </message>
    <message>
        <source>Compared: everything agrees</source>
        <translation>Dibandingkan: semuanya cocok</translation>
    </message>
    <message>
        <source>{new} lines taken in, {known} were known.</source>
        <translation>{new} baris dimasukkan, {known} sudah dikenal.</translation>
    </message>
    <message>
        <source>The settlement file is in</source>
        <translation>Berkas penyelesaian sudah masuk</translation>
    </message>
    <message>
        <source>Written down</source>
        <translation>Sudah dicatat</translation>
    </message>
    <message>
        <source>Not done</source>
        <translation>Tidak dilakukan</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Tersimpan</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Bandingkan</translation>
    </message>
    <message>
        <source>To the bank</source>
        <translation>Ke bank</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Serahkan</translation>
    </message>
    <message>
        <source>Bank file</source>
        <translation>Berkas bank</translation>
    </message>
    <message>
        <source>Card batch</source>
        <translation>Batch kartu</translation>
    </message>
    <message>
        <source>Month</source>
        <translation>Bulan</translation>
    </message>
    <message>
        <source>No differences are open.</source>
        <translation>Tidak ada selisih terbuka.</translation>
    </message>
    <message>
        <source>Day</source>
        <translation>Hari</translation>
    </message>
    <message>
        <source>Another day</source>
        <translation>Hari lain</translation>
    </message>
</context>
<context>
    <name>DayTables</name>
    <message>
        <source>Z</source>
        <translation>Z</translation>
    </message>
    <message>
        <source>Clerk</source>
        <translation>Petugas</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Ditutup</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Tunai</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Kartu</translation>
    </message>
    <message>
        <source>Refunds</source>
        <translation>Pengembalian</translation>
    </message>
    <message>
        <source>Difference</source>
        <translation>Selisih</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Z reports</source>
        <translation>Laporan Z</translation>
    </message>
    <message>
        <source>No shift was closed on this day.</source>
        <translation>Tidak ada shift yang ditutup pada hari ini.</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>tidak dihitung</translation>
    </message>
    <message>
        <source>To the bank</source>
        <translation>Ke bank</translation>
    </message>
    <message>
        <source>Handed over</source>
        <translation>Serah terima</translation>
    </message>
    <message>
        <source>Safe: bank and hand-over</source>
        <translation>Brankas: bank dan serah terima</translation>
    </message>
    <message>
        <source>Nothing left the safe.</source>
        <translation>Tidak ada yang keluar dari brankas.</translation>
    </message>
    <message>
        <source>In the morning</source>
        <translation>Awal hari</translation>
    </message>
    <message>
        <source>Dropped from the drawers</source>
        <translation>Setoran dari laci</translation>
    </message>
    <message>
        <source>Handed in at the close</source>
        <translation>Diserahkan saat tutup</translation>
    </message>
    <message>
        <source>In the safe</source>
        <translation>Isi brankas</translation>
    </message>
    <message>
        <source>Safe</source>
        <translation>Brankas</translation>
    </message>
    <message>
        <source>not told</source>
        <translation>belum ada</translation>
    </message>
    <message>
        <source>Our books</source>
        <translation>Buku kita</translation>
    </message>
    <message>
        <source>Counted, terminal, bank</source>
        <translation>Hitungan, EDC, bank</translation>
    </message>
    <message>
        <source>Three-way match</source>
        <translation>Pencocokan tiga arah</translation>
    </message>
    <message>
        <source>complete</source>
        <translation>lengkap</translation>
    </message>
    <message>
        <source>Numbers: some are missing</source>
        <translation>Nomor: ada yang hilang</translation>
    </message>
    <message>
        <source>Numbers without gaps</source>
        <translation>Nomor tanpa loncatan</translation>
    </message>
    <message>
        <source>Nothing was numbered yet.</source>
        <translation>Belum ada nomor.</translation>
    </message>
    <message>
        <source>Given back</source>
        <translation>Dikembalikan</translation>
    </message>
    <message>
        <source>In the Z reports</source>
        <translation>Di laporan Z</translation>
    </message>
    <message>
        <source>of it on other days</source>
        <translation>di antaranya hari lain</translation>
    </message>
    <message>
        <source>Beside the Z reports of this day</source>
        <translation>Di luar laporan Z hari ini</translation>
    </message>
    <message>
        <source>Given back by QRIS and card</source>
        <translation>Dikembalikan lewat QRIS dan kartu</translation>
    </message>
    <message>
        <source>Nothing went back by QRIS or card.</source>
        <translation>Tidak ada yang dikembalikan lewat QRIS atau kartu.</translation>
    </message>
    <message>
        <source>Typed slips</source>
        <translation>Struk diketik</translation>
    </message>
    <message>
        <source>Asked again</source>
        <translation>Ditanya ulang</translation>
    </message>
</context>
<context>
    <name>DelayDialog</name>
    <message>
        <source>Minutes late</source>
        <translation>Menit terlambat</translation>
    </message>
    <message>
        <source>0: on time again</source>
        <translation>0: tepat waktu lagi</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>{train} is late</source>
        <translation>{train} terlambat</translation>
    </message>
    <message>
        <source>Search, board and gate show it at once. Over an hour late, every ticket may be given back.</source>
        <translation>Pencarian, papan, dan gerbang langsung menampilkannya. Terlambat lebih dari satu jam, setiap tiket boleh dikembalikan.</translation>
    </message>
    <message>
        <source>Say so</source>
        <translation>Umumkan</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Type the minutes, for example 45.</source>
        <translation>Ketik menitnya, misalnya 45.</translation>
    </message>
    <message>
        <source>Say why.</source>
        <translation>Sebutkan alasannya.</translation>
    </message>
</context>
<context>
    <name>DisruptionsScreen</name>
    <message>
        <source>Disruptions</source>
        <translation>Gangguan</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Pilih</translation>
    </message>
    <message>
        <source>Late</source>
        <translation>Terlambat</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Batal</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Daftar</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Tunai</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Transfer</translation>
    </message>
    <message>
        <source>Put away</source>
        <translation>Singkirkan</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Segarkan</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>dibatalkan</translation>
    </message>
    <message>
        <source>only to {station}</source>
        <translation>hanya sampai {station}</translation>
    </message>
    <message>
        <source>+{minutes} min</source>
        <translation>+{minutes} mnt</translation>
    </message>
    <message>
        <source>No train calls here in the next hours</source>
        <translation>Tidak ada kereta berhenti di sini dalam beberapa jam ke depan</translation>
    </message>
    <message>
        <source>on board</source>
        <translation>sudah naik</translation>
    </message>
    <message>
        <source>Nobody has a ticket for this train.</source>
        <translation>Tidak ada yang memiliki tiket kereta ini.</translation>
    </message>
    <message>
        <source>owed</source>
        <translation>belum dibayar</translation>
    </message>
    <message>
        <source>paid in cash</source>
        <translation>dibayar tunai</translation>
    </message>
    <message>
        <source>by transfer</source>
        <translation>lewat transfer</translation>
    </message>
    <message>
        <source>back to the card</source>
        <translation>kembali ke kartu</translation>
    </message>
    <message>
        <source>next train</source>
        <translation>kereta berikutnya</translation>
    </message>
    <message>
        <source>given back</source>
        <translation>dikembalikan</translation>
    </message>
    <message>
        <source>Search, board and gate show it now.</source>
        <translation>Pencarian, papan, dan gerbang sudah menampilkannya.</translation>
    </message>
    <message>
        <source>Said, and everybody at its stations is told</source>
        <translation>Sudah diumumkan ke semua stasiunnya</translation>
    </message>
    <message>
        <source>The list is printing, and saved as PDF</source>
        <translation>Daftar sedang dicetak, dan disimpan sebagai PDF</translation>
    </message>
    <message>
        <source>Owed {owed}  ·  in the other drawers here ({count}) {cash}</source>
        <translation>Harus dibayar {owed}  ·  di laci lain di sini ({count}) {cash}</translation>
    </message>
    <message>
        <source>Bookings {bookings}  ·  passengers {people}  ·  on board {boarded}</source>
        <translation>Pemesanan {bookings}  ·  penumpang {people}  ·  sudah naik {boarded}</translation>
    </message>
    <message>
        <source>Tickets still to settle {left} ({owed})  ·  settled {done}</source>
        <translation>Tiket belum selesai {left} ({owed})  ·  selesai {done}</translation>
    </message>
    <message>
        <source>Owed are {amount}, to {tickets} ticket(s). Scan a ticket to pay it out.</source>
        <translation>Harus dibayar {amount}, untuk {tickets} tiket. Pindai tiket untuk membayarnya.</translation>
    </message>
    <message>
        <source>Other seats</source>
        <translation>Kursi lain</translation>
    </message>
    <message>
        <source>This train has no such coach.</source>
        <translation>Kereta ini tidak punya kereta nomor itu.</translation>
    </message>
    <message>
        <source>Tickets printing: {count}. Hand them out; the old ones do not board any more.</source>
        <translation>Tiket dicetak: {count}. Bagikan; yang lama tidak berlaku lagi.</translation>
    </message>
    <message>
        <source>They sit elsewhere now</source>
        <translation>Mereka kini duduk di tempat lain</translation>
    </message>
    <message>
        <source>Next train</source>
        <translation>KA berikutnya</translation>
    </message>
    <message>
        <source>{count} without a seat</source>
        <translation>{count} tanpa kursi</translation>
    </message>
    <message>
        <source>Without a seat: {count}, owed {amount}. Scan a ticket: its money or the next train.</source>
        <translation>Tanpa kursi: {count}, terutang {amount}. Pindai tiket: uang kembali atau KA berikutnya.</translation>
    </message>
    <message>
        <source>The coach is closed</source>
        <translation>Kereta ini ditutup</translation>
    </message>
    <message>
        <source>Sale</source>
        <translation>Penjualan</translation>
    </message>
    <message>
        <source>go-show only</source>
        <translation>khusus go-show</translation>
    </message>
    <message>
        <source>not sold</source>
        <translation>tidak dijual</translation>
    </message>
    <message>
        <source>Not sold: {reason}</source>
        <translation>Tidak dijual: {reason}</translation>
    </message>
    <message>
        <source>Go-show only: {reason}</source>
        <translation>Khusus go-show: {reason}</translation>
    </message>
    <message>
        <source>Buying just now, and may go on: {count}</source>
        <translation>Sedang dalam pembelian dan boleh diteruskan: {count}</translation>
    </message>
    <message>
        <source>Said: search and board show it now</source>
        <translation>Tersimpan: pencarian dan papan langsung menampilkannya</translation>
    </message>
</context>
<context>
    <name>DonePage</name>
    <message>
        <source>Next shift</source>
        <translation>Shift berikutnya</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>Cetak lagi</translation>
    </message>
</context>
<context>
    <name>DoneScreen</name>
    <message>
        <source>Tickets</source>
        <translation>Tiket</translation>
    </message>
    <message>
        <source>Yes, complete</source>
        <translation>Ya, lengkap</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Tidak</translation>
    </message>
    <message>
        <source>Next customer</source>
        <translation>Pelanggan berikutnya</translation>
    </message>
    <message>
        <source>Reprint</source>
        <translation>Cetak ulang</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Struk</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>None: exact</source>
        <translation>Tidak ada: pas</translation>
    </message>
    <message>
        <source>no seat (infant)</source>
        <translation>tanpa kursi (bayi)</translation>
    </message>
    <message>
        <source>The sale is made. Tickets print by themselves as soon as the printer can.</source>
        <translation>Penjualan sudah tercatat. Tiket tercetak sendiri begitu printer siap.</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Coba sekarang</translation>
    </message>
    <message>
        <source>This sale was made before the interruption</source>
        <translation>Penjualan ini sudah terjadi sebelum gangguan</translation>
    </message>
    <message>
        <source>Was the change of {amount} given? Check with the customer.</source>
        <translation>Apakah kembalian {amount} sudah diberikan? Tanyakan kepada pelanggan.</translation>
    </message>
    <message>
        <source>Not printed</source>
        <translation>Belum tercetak</translation>
    </message>
    <message>
        <source>Y = yes, N = no. The next customer after that.</source>
        <translation>Y = ya, N = tidak. Setelah itu pelanggan berikutnya.</translation>
    </message>
    <message>
        <source>The receipt is on its way to the printer</source>
        <translation>Struk sedang dikirim ke printer</translation>
    </message>
    <message>
        <source>Saved as PDF</source>
        <translation>Disimpan sebagai PDF</translation>
    </message>
    <message>
        <source>Sold</source>
        <translation>Terjual</translation>
    </message>
    <message>
        <source>Booking code</source>
        <translation>Kode booking</translation>
    </message>
    <message>
        <source>Change to give</source>
        <extracomment>Indonesian: Kembalian</extracomment>
        <translation>Kembalian</translation>
    </message>
    <message>
        <source>None: not paid in cash</source>
        <translation>Tidak ada: bukan tunai</translation>
    </message>
</context>
<context>
    <name>EndDialog</name>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
</context>
<context>
    <name>ExchangeMap</name>
    <message>
        <source>Another counter was quicker there. The seats held before are still yours.</source>
        <translation>Loket lain lebih cepat di sana. Kursi yang dipegang tadi tetap milik Anda.</translation>
    </message>
</context>
<context>
    <name>ExchangeOffer</name>
    <message>
        <source>Holding seats …</source>
        <translation>Memegang kursi …</translation>
    </message>
    <message>
        <source>Old tickets {old}, new ones {new}, fee {fee}</source>
        <translation>Tiket lama {old}, yang baru {new}, biaya {fee}</translation>
    </message>
    <message>
        <source>{amount} is not given back: the new train is cheaper.</source>
        <translation>{amount} tidak dikembalikan: kereta baru lebih murah.</translation>
    </message>
    <message>
        <source>Without fee and outside its time: a supervisor signs.</source>
        <translation>Tanpa biaya dan di luar batas waktu: pengawas menandatangani.</translation>
    </message>
    <message>
        <source>To pay</source>
        <translation>Yang dibayar</translation>
    </message>
    <message>
        <source>Paid</source>
        <translation>Lunas</translation>
    </message>
</context>
<context>
    <name>ExchangePage</name>
    <message>
        <source>Back to the booking</source>
        <translation>Kembali ke pemesanan</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Who moves</source>
        <translation>Siapa pindah</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Kereta</translation>
    </message>
    <message>
        <source>Hold seats there</source>
        <translation>Pegang kursi di sana</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Ubah jadwal</translation>
    </message>
    <message>
        <source>with an adult</source>
        <translation>bersama orang dewasa</translation>
    </message>
    <message>
        <source>For the exchange of booking {code}.</source>
        <translation>Untuk ubah jadwal pemesanan {code}.</translation>
    </message>
    <message>
        <source>Exchanged: {code}, receipt {receipt}</source>
        <translation>Jadwal diubah: {code}, struk {receipt}</translation>
    </message>
    <message>
        <source>Change {amount}. The old tickets are void.</source>
        <translation>Kembalian {amount}. Tiket lama tidak berlaku.</translation>
    </message>
    <message>
        <source>Who travels on another train?</source>
        <translation>Siapa yang pindah kereta?</translation>
    </message>
    <message>
        <source>Day (0 today, 1 tomorrow, 25/11)</source>
        <translation>Hari (0 hari ini, 1 besok, 25/11)</translation>
    </message>
    <message>
        <source>Type a day to see its trains</source>
        <translation>Ketik hari untuk melihat keretanya</translation>
    </message>
    <message>
        <source>No train with enough seats on that day. Type another one.</source>
        <translation>Tidak ada kereta dengan kursi cukup pada hari itu. Ketik hari lain.</translation>
    </message>
    <message>
        <source>To the payment</source>
        <translation>Ke pembayaran</translation>
    </message>
    <message>
        <source>What was paid goes back; it stands on the desk of open payments (Ctrl+U).</source>
        <translation>Yang sudah dibayar dikembalikan; tercatat di meja pembayaran terbuka (Ctrl+U).</translation>
    </message>
    <message>
        <source>Overrule</source>
        <translation>Kebijakan</translation>
    </message>
    <message>
        <source>Best seats</source>
        <translation>Kursi terbaik</translation>
    </message>
    <message>
        <source>Choose seats</source>
        <translation>Pilih kursi</translation>
    </message>
    <message>
        <source>Until {when}. The fee is {percent} % of each fare.</source>
        <translation>Sampai {when}. Biayanya {percent} % dari tiap tarif.</translation>
    </message>
    <message>
        <source>Its time ended {when}: now only with a supervisor (Ctrl+O), without a fee.</source>
        <translation>Batasnya sudah lewat {when}: kini hanya dengan pengawas (Ctrl+O), tanpa biaya.</translation>
    </message>
    <message>
        <source>The old tickets are void.</source>
        <translation>Tiket lama tidak berlaku.</translation>
    </message>
    <message>
        <source>To exchange for a train at the time of another journey of the same person.</source>
        <translation>Untuk ubah jadwal ke kereta pada waktu perjalanan lain orang yang sama.</translation>
    </message>
</context>
<context>
    <name>ExchangePay</name>
    <message>
        <source>Exchanging …</source>
        <translation>Menukar …</translation>
    </message>
    <message>
        <source>Exchange: it is paid</source>
        <translation>Tukar: sudah lunas</translation>
    </message>
</context>
<context>
    <name>Field</name>
    <message>
        <source>Too long: the first {limit} characters were kept.</source>
        <translation>Terlalu panjang: {limit} karakter pertama disimpan.</translation>
    </message>
</context>
<context>
    <name>FormDialog</name>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Choose at least one.</source>
        <translation>Pilih setidaknya satu.</translation>
    </message>
    <message>
        <source>Something is missing here.</source>
        <translation>Masih ada yang kosong di sini.</translation>
    </message>
</context>
<context>
    <name>FrontPage</name>
    <message>
        <source>Trains, seats, passengers and tickets at the station counter.</source>
        <translation>Kereta, kursi, penumpang, dan tiket di loket stasiun.</translation>
    </message>
</context>
<context>
    <name>GateAnswer</name>
    <message>
        <source>now</source>
        <translation>sekarang</translation>
    </message>
    <message>
        <source>{seconds} s ago</source>
        <translation>{seconds} dtk lalu</translation>
    </message>
    <message>
        <source>{minutes} min ago</source>
        <translation>{minutes} mnt lalu</translation>
    </message>
</context>
<context>
    <name>GateBar</name>
    <message>
        <source>{count} to tell</source>
        <translation>{count} belum terkirim</translation>
    </message>
    <message>
        <source>All trains of the next hours</source>
        <translation>Semua KA beberapa jam ke depan</translation>
    </message>
    <message>
        <source>The chosen trains have left</source>
        <translation>KA yang dipilih sudah berangkat</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Memulai</translation>
    </message>
    <message>
        <source>Online</source>
        <translation>Daring</translation>
    </message>
    <message>
        <source>Offline since {time}</source>
        <translation>Luring sejak {time}</translation>
    </message>
    <message>
        <source>Database silent</source>
        <translation>Basis data diam</translation>
    </message>
    <message>
        <source>No list yet</source>
        <translation>Daftar belum ada</translation>
    </message>
    <message>
        <source>List {age}</source>
        <translation>Daftar {age}</translation>
    </message>
    <message>
        <source>Muted</source>
        <translation>Senyap</translation>
    </message>
    <message>
        <source>No sound here</source>
        <translation>Tanpa suara</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>Pemindai</translation>
    </message>
    <message>
        <source>Scanner unplugged</source>
        <translation>Pemindai terlepas</translation>
    </message>
    <message>
        <source>{count} to look into</source>
        <translation>{count} perlu diperiksa</translation>
    </message>
</context>
<context>
    <name>GateConflicts</name>
    <message>
        <source>Choose</source>
        <translation>Pilih</translation>
    </message>
    <message>
        <source>Looked into</source>
        <translation>Sudah diperiksa</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Muat ulang</translation>
    </message>
    <message>
        <source>Reading…</source>
        <translation>Membaca…</translation>
    </message>
    <message>
        <source>Nothing to look into: every gate agreed.</source>
        <translation>Tidak ada yang perlu diperiksa: semua gerbang sepakat.</translation>
    </message>
    <message>
        <source>Let in as “{shown}”, but: {conflict}</source>
        <translation>Diizinkan sebagai “{shown}”, padahal: {conflict}</translation>
    </message>
    <message>
        <source>{gate} ({counter}), {time}, by {member}</source>
        <translation>{gate} ({counter}), {time}, oleh {member}</translation>
    </message>
    <message>
        <source>Before that: {gate}, {time}</source>
        <translation>Sebelumnya: {gate}, {time}</translation>
    </message>
    <message>
        <source>What was found? One sentence; it is kept with the scan.</source>
        <translation>Apa yang ditemukan? Satu kalimat; disimpan bersama pindaiannya.</translation>
    </message>
    <message>
        <source>Noted. It is off the list.</source>
        <translation>Dicatat dan keluar dari daftar.</translation>
    </message>
    <message>
        <source>Let in without the database, against its word</source>
        <translation>Diizinkan tanpa basis data, padahal ditolaknya</translation>
    </message>
    <message>
        <source>What was found</source>
        <translation>Yang ditemukan</translation>
    </message>
</context>
<context>
    <name>GateRecent</name>
    <message>
        <source>Choose</source>
        <translation>Pilih</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Batalkan pindaian</translation>
    </message>
    <message>
        <source>Supervisor lets in</source>
        <translation>Izin pengawas</translation>
    </message>
    <message>
        <source>Taken back</source>
        <translation>Pindaian dibatalkan</translation>
    </message>
    <message>
        <source>This scan was taken back.</source>
        <translation>Pindaian ini sudah dibatalkan.</translation>
    </message>
    <message>
        <source>A scan can be taken back for {minutes} minutes only.</source>
        <translation>Pindaian hanya dapat dibatalkan dalam {minutes} menit.</translation>
    </message>
    <message>
        <source>Nobody may let this in: it is void, or not one of our tickets.</source>
        <translation>Tidak boleh diizinkan siapa pun: sudah tidak berlaku, atau bukan tiket kita.</translation>
    </message>
    <message>
        <source>The database is told when it is back; here it counts already.</source>
        <translation>Basis data diberi tahu saat kembali; di sini sudah berlaku.</translation>
    </message>
    <message>
        <source>The supervisor&apos;s own NIPP.</source>
        <translation>NIPP pengawas sendiri.</translation>
    </message>
    <message>
        <source>The supervisor&apos;s own password.</source>
        <translation>Kata sandi pengawas sendiri.</translation>
    </message>
    <message>
        <source>Why may they go in? It is kept with the scan.</source>
        <translation>Mengapa boleh masuk? Disimpan bersama pindaiannya.</translation>
    </message>
    <message>
        <source>Last scans of this gate</source>
        <translation>Pindaian terakhir gerbang ini</translation>
    </message>
    <message>
        <source>Nothing was scanned here yet.</source>
        <translation>Belum ada yang dipindai di sini.</translation>
    </message>
    <message>
        <source>Why is it taken back?</source>
        <translation>Mengapa dibatalkan?</translation>
    </message>
    <message>
        <source>Wrong person</source>
        <translation>Salah orang</translation>
    </message>
    <message>
        <source>Wrong ticket</source>
        <translation>Salah tiket</translation>
    </message>
    <message>
        <source>Went out again</source>
        <translation>Keluar lagi</translation>
    </message>
    <message>
        <source>Take this scan back</source>
        <translation>Batalkan pindaian ini</translation>
    </message>
    <message>
        <source>A supervisor lets them in</source>
        <translation>Pengawas mengizinkan masuk</translation>
    </message>
    <message>
        <source>Supervisor&apos;s NIPP</source>
        <translation>NIPP pengawas</translation>
    </message>
    <message>
        <source>Supervisor&apos;s password</source>
        <translation>Kata sandi pengawas</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>Let in on my word</source>
        <translation>Izinkan atas nama saya</translation>
    </message>
</context>
<context>
    <name>GateSaying</name>
    <message>
        <source>It is noted under {number}. The gate goes on; scan the ticket again.</source>
        <translation>Dicatat dengan nomor {number}. Gerbang tetap berjalan; pindai lagi tiketnya.</translation>
    </message>
</context>
<context>
    <name>GateScreen</name>
    <message>
        <source>Gate</source>
        <translation>Gerbang</translation>
    </message>
    <message>
        <source>Open the gate</source>
        <translation>Buka gerbang</translation>
    </message>
    <message>
        <source>To the gate</source>
        <translation>Ke gerbang</translation>
    </message>
    <message>
        <source>Gate and trains</source>
        <translation>Gerbang dan KA</translation>
    </message>
    <message>
        <source>Sound on</source>
        <translation>Nyalakan suara</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Senyapkan</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volume suara</translation>
    </message>
    <message>
        <source>Torn ticket</source>
        <translation>Tiket robek</translation>
    </message>
    <message>
        <source>Last scans</source>
        <translation>Pindaian terakhir</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Perselisihan</translation>
    </message>
    <message>
        <source>Manifest</source>
        <translation>Manifes</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>Pemindai</translation>
    </message>
</context>
<context>
    <name>GateSearch</name>
    <message>
        <source>Find, then choose</source>
        <translation>Cari, lalu pilih</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Pilih</translation>
    </message>
    <message>
        <source>Type a number, the booking code, the seat or the whole name.</source>
        <translation>Ketik nomor, kode pemesanan, kursi, atau nama lengkap.</translation>
    </message>
    <message>
        <source>Whose is it? Enter judges the ticket; compare it with the identity card.</source>
        <translation>Milik siapa? Enter memeriksa tiketnya; cocokkan dengan kartu identitas.</translation>
    </message>
    <message>
        <source>Nobody on this gate&apos;s list. The whole name as on the ticket, or its number?</source>
        <translation>Tidak ada di daftar gerbang ini. Nama lengkap seperti di tiket, atau nomornya?</translation>
    </message>
    <message>
        <source>went in</source>
        <translation>sudah masuk</translation>
    </message>
    <message>
        <source>void</source>
        <translation>tidak berlaku</translation>
    </message>
    <message>
        <source>ended</source>
        <translation>berakhir</translation>
    </message>
    <message>
        <source>Infant</source>
        <translation>Bayi</translation>
    </message>
    <message>
        <source>A torn ticket</source>
        <translation>Tiket robek</translation>
    </message>
    <message>
        <source>Number, booking code, seat or whole name</source>
        <translation>Nomor, kode pemesanan, kursi, atau nama lengkap</translation>
    </message>
    <message>
        <source>Find</source>
        <translation>Cari</translation>
    </message>
    <message>
        <source>T0001-2345/2 under the symbol, ABCDEFG or ABCDEFG-1, EKS 2 4A, or the whole name.</source>
        <translation>T0001-2345/2 di bawah simbol, ABCDEFG atau ABCDEFG-1, EKS 2 4A, atau nama lengkap.</translation>
    </message>
</context>
<context>
    <name>GateSetup</name>
    <message>
        <source>cancelled</source>
        <translation>dibatalkan</translation>
    </message>
    <message>
        <source>{minutes} min late</source>
        <translation>terlambat {minutes} mnt</translation>
    </message>
    <message>
        <source>to {station}</source>
        <translation>tujuan {station}</translation>
    </message>
    <message>
        <source>Give this gate a name, as it stands above it: North gate.</source>
        <translation>Beri nama gerbang ini, seperti tertulis di atasnya: Gerbang Utara.</translation>
    </message>
    <message>
        <source>Which gate is this?</source>
        <translation>Gerbang yang mana ini?</translation>
    </message>
    <message>
        <source>Name of the gate</source>
        <translation>Nama gerbang</translation>
    </message>
    <message>
        <source>Trains it takes</source>
        <translation>KA yang dilayani</translation>
    </message>
    <message>
        <source>All trains</source>
        <translation>Semua KA</translation>
    </message>
    <message>
        <source>Whatever calls here in the next hours</source>
        <translation>Yang singgah di sini beberapa jam ke depan</translation>
    </message>
    <message>
        <source>No train calls here in the next hours, or the list has not come yet.</source>
        <translation>Tidak ada KA singgah beberapa jam ke depan, atau daftarnya belum datang.</translation>
    </message>
    <message>
        <source>Open the gate</source>
        <translation>Buka gerbang</translation>
    </message>
    <message>
        <source>does not come here</source>
        <translation>tidak sampai sini</translation>
    </message>
</context>
<context>
    <name>GateSide</name>
    <message>
        <source>and {count} more trains: F7</source>
        <translation>dan {count} KA lagi: F7</translation>
    </message>
    <message>
        <source>No train leaves soon.</source>
        <translation>Tidak ada KA yang segera berangkat.</translation>
    </message>
    <message>
        <source>Last scans</source>
        <translation>Pindaian terakhir</translation>
    </message>
    <message>
        <source>Nothing was scanned yet</source>
        <translation>Belum ada yang dipindai</translation>
    </message>
    <message>
        <source>Boarded at this station</source>
        <translation>Naik di stasiun ini</translation>
    </message>
</context>
<context>
    <name>GateWork</name>
    <message>
        <source>Was let in without the database, which says: {answer}. The supervisor has it in the list.</source>
        <translation>Tadi diizinkan masuk tanpa basis data, yang menyatakan: {answer}. Sudah masuk daftar pengawas.</translation>
    </message>
    <message>
        <source>Let in wrongly</source>
        <translation>Salah diizinkan masuk</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Tidak ada jawaban</translation>
    </message>
    <message>
        <source>No list yet</source>
        <translation>Daftar belum ada</translation>
    </message>
    <message>
        <source>This gate has never had a list. Wait for the database.</source>
        <translation>Gerbang ini belum pernah punya daftar. Tunggu basis data.</translation>
    </message>
    <message>
        <source>this gate says so, the database will hear of it</source>
        <translation>menurut gerbang ini, basis data akan diberi tahu</translation>
    </message>
    <message>
        <source>the database says so</source>
        <translation>menurut basis data</translation>
    </message>
    <message>
        <source>Ticket {number}</source>
        <translation>Tiket {number}</translation>
    </message>
    <message>
        <source>A moment: keys, trains and tickets come in.</source>
        <translation>Sebentar: kunci, KA, dan tiket sedang diambil.</translation>
    </message>
    <message>
        <source>Fetching the list</source>
        <translation>Mengambil daftar</translation>
    </message>
    <message>
        <source>Scan a ticket</source>
        <translation>Pindai tiket</translation>
    </message>
    <message>
        <source>The next answer takes this whole page.</source>
        <translation>Jawaban berikutnya memenuhi halaman ini.</translation>
    </message>
    <message>
        <source>Offline. The list of {time} is {age}; every train on it has left, so nobody can be vouched for.</source>
        <translation>Luring. Daftar pukul {time} ({age}); semua KA di dalamnya sudah berangkat, jadi tidak ada yang dapat dijamin.</translation>
    </message>
    <message>
        <source>Offline. Answers come from the list of {time}, {age}: {count} trains, the last leaves {until}. What other gates did since then is not known here.</source>
        <translation>Luring. Jawaban dari daftar pukul {time}, {age}: {count} KA, yang terakhir berangkat {until}. Yang terjadi di gerbang lain sesudahnya tidak diketahui di sini.</translation>
    </message>
    <message>
        <source>Let in by the supervisor</source>
        <translation>Diizinkan pengawas</translation>
    </message>
    <message>
        <source>Let them through.</source>
        <translation>Persilakan masuk.</translation>
    </message>
    <message>
        <source>Offline, and this gate never had a list: it vouches for nobody. Call the supervisor.</source>
        <translation>Luring, dan gerbang ini belum pernah punya daftar: tidak dapat menjamin siapa pun. Panggil pengawas.</translation>
    </message>
</context>
<context>
    <name>HoldBanner</name>
    <message>
        <source>Close this message</source>
        <translation>Tutup pesan ini</translation>
    </message>
    <message>
        <source>Hold them again</source>
        <translation>Tahan lagi</translation>
    </message>
    <message>
        <source>Choose other seats</source>
        <translation>Pilih kursi lain</translation>
    </message>
    <message>
        <source>The time is up: the seats are free again</source>
        <translation>Waktu habis: kursi bebas kembali</translation>
    </message>
    <message>
        <source>Just taken by another counter</source>
        <translation>Baru saja diambil loket lain</translation>
    </message>
</context>
<context>
    <name>HomePage</name>
    <message>
        <source>Cash in</source>
        <translation>Kas masuk</translation>
    </message>
    <message>
        <source>Cash out</source>
        <translation>Uang keluar</translation>
    </message>
    <message>
        <source>Drop to the safe</source>
        <translation>Setor ke brankas</translation>
    </message>
    <message>
        <source>Open the drawer</source>
        <translation>Buka laci</translation>
    </message>
    <message>
        <source>X report</source>
        <translation>Laporan X</translation>
    </message>
    <message>
        <source>Pause for relief</source>
        <translation>Jeda untuk pengganti</translation>
    </message>
    <message>
        <source>Close the shift</source>
        <translation>Tutup shift</translation>
    </message>
    <message>
        <source>Shift paused</source>
        <translation>Shift dijeda</translation>
    </message>
    <message>
        <source>Shift open since {time}</source>
        <translation>Shift dibuka sejak {time}</translation>
    </message>
    <message>
        <source>Opened with {float}.</source>
        <translation>Dibuka dengan {float}.</translation>
    </message>
    <message>
        <source>Lock your cash box away. Another member may work at this counter.</source>
        <translation>Simpan kotak uang Anda di tempat terkunci. Petugas lain boleh bekerja di loket ini.</translation>
    </message>
    <message>
        <source>Go on with your shift</source>
        <translation>Lanjutkan shift Anda</translation>
    </message>
</context>
<context>
    <name>IdentifyForm</name>
    <message>
        <source>Check the identity</source>
        <translation>Cek identitas</translation>
    </message>
    <message>
        <source>Of any traveller in this booking. Only then are names and numbers shown.</source>
        <translation>Salah satu penumpang pesanan ini. Setelah itu nama dan nomor ditampilkan.</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokumen</translation>
    </message>
    <message>
        <source>NIK</source>
        <translation>NIK</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>Paspor</translation>
    </message>
    <message>
        <source>Number on the document</source>
        <translation>Nomor pada dokumen</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Cek</translation>
    </message>
    <message>
        <source>Type the name as it stands on the document.</source>
        <translation>Ketik nama seperti di dokumen.</translation>
    </message>
    <message>
        <source>Needed of a proxy.</source>
        <translation>Wajib bagi yang mewakili.</translation>
    </message>
    <message>
        <source>A ticket was scanned: the name on the traveller&apos;s document is enough.</source>
        <translation>Tiket sudah dipindai: cukup nama di dokumen penumpang.</translation>
    </message>
    <message>
        <source>Seen</source>
        <translation>Terlihat</translation>
    </message>
    <message>
        <source>Original</source>
        <translation>Asli</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Salinan</translation>
    </message>
    <message>
        <source>Shown by</source>
        <translation>Ditunjukkan oleh</translation>
    </message>
    <message>
        <source>Traveller</source>
        <translation>Penumpang</translation>
    </message>
    <message>
        <source>Proxy with power of attorney</source>
        <translation>Wakil dengan surat kuasa</translation>
    </message>
    <message>
        <source>Name on the document</source>
        <translation>Nama di dokumen</translation>
    </message>
    <message>
        <source>Proxy&apos;s name</source>
        <translation>Nama yang mewakili</translation>
    </message>
    <message>
        <source>Number of the proxy&apos;s document</source>
        <translation>Nomor dokumen yang mewakili</translation>
    </message>
    <message>
        <source>Power of attorney: number or date</source>
        <translation>Surat kuasa: nomor atau tanggal</translation>
    </message>
</context>
<context>
    <name>Incomplete</name>
    <message>
        <source>Booking</source>
        <translation>Pemesanan</translation>
    </message>
    <message>
        <source>Counter</source>
        <translation>Loket</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Kereta</translation>
    </message>
    <message>
        <source>Said</source>
        <translation>Keterangan</translation>
    </message>
    <message>
        <source>Open the booking</source>
        <translation>Buka pemesanan</translation>
    </message>
    <message>
        <source>Paid, and the tickets are not printed yet</source>
        <translation>Sudah dibayar, tiket belum tercetak</translation>
    </message>
    <message>
        <source>{number}: tickets missing</source>
        <translation>{number}: tiket belum ada</translation>
    </message>
    <message>
        <source>The printer is not sure whether it came out whole</source>
        <translation>Printer tidak yakin apakah keluar utuh</translation>
    </message>
    <message>
        <source>To the printer</source>
        <translation>Ke printer</translation>
    </message>
    <message>
        <source>{number}: paper in doubt</source>
        <translation>{number}: kertas diragukan</translation>
    </message>
    <message>
        <source>The seats are free again in a moment</source>
        <translation>Kursi sebentar lagi lepas</translation>
    </message>
    <message>
        <source>Give the seats back</source>
        <translation>Lepas kursi</translation>
    </message>
    <message>
        <source>{number}: seats run out</source>
        <translation>{number}: waktu kursi habis</translation>
    </message>
    <message>
        <source>Offered, not confirmed; it ends in {minutes} minutes</source>
        <translation>Ditawarkan, belum disetujui; berakhir dalam {minutes} menit</translation>
    </message>
    <message>
        <source>Take the offer back</source>
        <translation>Tarik penawaran</translation>
    </message>
    <message>
        <source>{number}: refund {amount}</source>
        <translation>{number}: pengembalian {amount}</translation>
    </message>
    <message>
        <source>The transfer came back: ask for another account</source>
        <translation>Transfer gagal: minta rekening lain</translation>
    </message>
    <message>
        <source>To the pay-outs</source>
        <translation>Ke pembayaran keluar</translation>
    </message>
    <message>
        <source>{number}: transfer {amount}</source>
        <translation>{number}: transfer {amount}</translation>
    </message>
    <message>
        <source>{number}: exchange</source>
        <translation>{number}: ubah jadwal</translation>
    </message>
    <message>
        <source>{number}: {amount} back to QRIS</source>
        <translation>{number}: {amount} kembali ke QRIS</translation>
    </message>
    <message>
        <source>{number}: {amount} back to the card</source>
        <translation>{number}: {amount} kembali ke kartu</translation>
    </message>
    <message>
        <source>The machine was not asked yet</source>
        <translation>Mesinnya belum diminta</translation>
    </message>
    <message>
        <source>Send it back now</source>
        <translation>Kembalikan sekarang</translation>
    </message>
    <message>
        <source>Asked, no answer yet; asking again gives back once</source>
        <translation>Sudah diminta, belum dijawab; meminta lagi tetap sekali</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Tanya lagi</translation>
    </message>
</context>
<context>
    <name>KeyBar</name>
    <message>
        <source>More keys: {keys}</source>
        <translation>Tombol lain: {keys}</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>Tombol</translation>
    </message>
</context>
<context>
    <name>LockScreen</name>
    <message>
        <source>Type your password.</source>
        <translation>Ketik kata sandi.</translation>
    </message>
    <message>
        <source>That password is not right.</source>
        <translation>Kata sandi salah.</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Terkunci</translation>
    </message>
    <message>
        <source>{member}, your work is kept. Type your password.</source>
        <translation>{member}, pekerjaan Anda tersimpan. Ketik kata sandi.</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Kata sandi</translation>
    </message>
    <message>
        <source>Unlock</source>
        <translation>Buka kunci</translation>
    </message>
    <message>
        <source>Sign out instead</source>
        <translation>Keluar saja</translation>
    </message>
</context>
<context>
    <name>ManifestScreen</name>
    <message>
        <source>Choose a train</source>
        <translation>Pilih KA</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Serah terima</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Cetak</translation>
    </message>
    <message>
        <source>PDF</source>
        <translation>PDF</translation>
    </message>
    <message>
        <source>CSV</source>
        <translation>CSV</translation>
    </message>
    <message>
        <source>Release no-shows</source>
        <translation>Lepas kursi kosong</translation>
    </message>
    <message>
        <source>{boarded} of {expected} boarded · read {time}</source>
        <translation>{boarded} dari {expected} sudah naik · dibaca {time}</translation>
    </message>
    <message>
        <source>from this gate&apos;s list; what other stations did since is not known here</source>
        <translation>dari daftar gerbang ini; yang terjadi di stasiun lain sesudahnya tidak diketahui di sini</translation>
    </message>
    <message>
        <source>Infants</source>
        <translation>Bayi</translation>
    </message>
    <message>
        <source>Boarded</source>
        <translation>Sudah naik</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Ditunggu</translation>
    </message>
    <message>
        <source>Did not come</source>
        <translation>Tidak datang</translation>
    </message>
    <message>
        <source>Seat given back</source>
        <translation>Kursi dilepas</translation>
    </message>
    <message>
        <source>No printer is set up</source>
        <translation>Belum ada printer</translation>
    </message>
    <message>
        <source>On its way to the printer</source>
        <translation>Dikirim ke printer</translation>
    </message>
    <message>
        <source>Saved</source>
        <translation>Disimpan</translation>
    </message>
    <message>
        <source>Trains</source>
        <translation>Kereta api</translation>
    </message>
    <message>
        <source>No train calls here in the next hours.</source>
        <translation>Tidak ada KA singgah beberapa jam ke depan.</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Stasiun</translation>
    </message>
    <message>
        <source>Boards</source>
        <translation>Harus naik</translation>
    </message>
    <message>
        <source>Leaves</source>
        <translation>Turun</translation>
    </message>
    <message>
        <source>Coach</source>
        <translation>Kereta</translation>
    </message>
    <message>
        <source>Seat</source>
        <translation>Kursi</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Tiket</translation>
    </message>
    <message>
        <source>Relation</source>
        <translation>Relasi</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Keadaan</translation>
    </message>
    <message>
        <source>Mark</source>
        <translation>Catatan</translation>
    </message>
    <message>
        <source>By stop</source>
        <translation>Per stasiun</translation>
    </message>
    <message>
        <source>Passengers</source>
        <translation>Penumpang</translation>
    </message>
    <message>
        <source>Show</source>
        <translation>Tampilkan</translation>
    </message>
    <message>
        <source>All</source>
        <translation>Semua</translation>
    </message>
    <message>
        <source>Needs help</source>
        <translation>Perlu bantuan</translation>
    </message>
    <message>
        <source>handed over to {name} {time} with {boarded} of {expected}</source>
        <translation>diserahkan kepada {name} {time} dengan {boarded} dari {expected}</translation>
    </message>
    <message>
        <source>On paper only: hand over once more when the database is back.</source>
        <translation>Hanya di kertas: serahkan sekali lagi saat basis data kembali.</translation>
    </message>
    <message>
        <source>The hand-over is not kept</source>
        <translation>Serah terima tidak tersimpan</translation>
    </message>
    <message>
        <source>Handed over, on its way to the printer</source>
        <translation>Diserahkan, sedang dicetak</translation>
    </message>
    <message numerus="yes">
        <source>%n seat(s) free again from the next stop on</source>
        <translation>
            <numerusform>%n kursi bebas lagi mulai stasiun berikutnya</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MemberDialog</name>
    <message>
        <source>New member</source>
        <translation>Petugas baru</translation>
    </message>
    <message>
        <source>NIPP</source>
        <translation>NIPP</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Roles</source>
        <translation>Peran</translation>
    </message>
    <message>
        <source>Stations (codes)</source>
        <translation>Stasiun (kode)</translation>
    </message>
    <message>
        <source>First password</source>
        <translation>Sandi pertama</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Tambah</translation>
    </message>
    <message>
        <source>Empty: every station</source>
        <translation>Kosong: semua stasiun</translation>
    </message>
    <message>
        <source>A NIPP has 5 to 8 digits.</source>
        <translation>NIPP terdiri dari 5 sampai 8 angka.</translation>
    </message>
    <message>
        <source>Something is missing here.</source>
        <translation>Masih ada yang kosong di sini.</translation>
    </message>
</context>
<context>
    <name>MessageDialog</name>
    <message>
        <source>A message</source>
        <translation>Pesan</translation>
    </message>
    <message>
        <source>It rings the bell of everybody with one of these roles.</source>
        <translation>Lonceng semua petugas dengan salah satu peran ini berbunyi.</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Pesan</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Kepada</translation>
    </message>
    <message>
        <source>Only at station (code)</source>
        <translation>Hanya di stasiun (kode)</translation>
    </message>
    <message>
        <source>Send</source>
        <translation>Kirim</translation>
    </message>
    <message>
        <source>Empty: every station</source>
        <translation>Kosong: semua stasiun</translation>
    </message>
    <message>
        <source>Something is missing here.</source>
        <translation>Masih ada yang kosong di sini.</translation>
    </message>
</context>
<context>
    <name>MethodRow</name>
    <message>
        <source>Paid: {parts}.</source>
        <translation>Sudah dibayar: {parts}.</translation>
    </message>
    <message>
        <source>Still to pay: {amount}.</source>
        <translation>Sisa: {amount}.</translation>
    </message>
    <message>
        <source>That is {amount} too much: Ctrl+R sends the last one back.</source>
        <translation>Lebih {amount}: Ctrl+R mengembalikan yang terakhir.</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Tunai</translation>
    </message>
    <message>
        <source>QRIS</source>
        <translation>QRIS</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Kartu</translation>
    </message>
    <message>
        <source>cash</source>
        <translation>tunai</translation>
    </message>
    <message>
        <source>debit card</source>
        <translation>kartu debit</translation>
    </message>
    <message>
        <source>credit card</source>
        <translation>kartu kredit</translation>
    </message>
    <message>
        <source>e-wallet</source>
        <translation>dompet elektronik</translation>
    </message>
    <message>
        <source>bank transfer</source>
        <translation>transfer bank</translation>
    </message>
</context>
<context>
    <name>MoneyPath</name>
    <message>
        <source>6 to 20 digits, as the customer&apos;s bank shows them.</source>
        <translation>6 sampai 20 angka, seperti di bank pelanggan.</translation>
    </message>
    <message>
        <source>The two numbers differ. Type it once more.</source>
        <translation>Kedua nomor berbeda. Ketik sekali lagi.</translation>
    </message>
    <message>
        <source>Which bank or wallet? BCA, BRI, OVO …</source>
        <translation>Bank atau dompet apa? BCA, BRI, OVO …</translation>
    </message>
    <message>
        <source>Whose account is it?</source>
        <translation>Rekening atas nama siapa?</translation>
    </message>
    <message>
        <source>The drawer opens after the confirmation; the customer signs the slip.</source>
        <translation>Laci terbuka setelah konfirmasi; pelanggan menandatangani bukti.</translation>
    </message>
    <message>
        <source>What came by card or QRIS goes back there; what came in cash is paid in cash.</source>
        <translation>Yang dibayar dengan kartu atau QRIS kembali ke sana; yang tunai dibayar tunai.</translation>
    </message>
    <message>
        <source>Within 7 days. The number is typed twice.</source>
        <translation>Dalam 7 hari. Nomor diketik dua kali.</translation>
    </message>
    <message>
        <source>Telephone number of the wallet</source>
        <translation>Nomor telepon dompet</translation>
    </message>
    <message>
        <source>Account number</source>
        <translation>Nomor rekening</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Sekali lagi</translation>
    </message>
    <message>
        <source>Wallet</source>
        <translation>Dompet digital</translation>
    </message>
    <message>
        <source>Bank</source>
        <translation>Bank</translation>
    </message>
    <message>
        <source>Where the money goes</source>
        <translation>Ke mana uangnya</translation>
    </message>
    <message>
        <source>Way</source>
        <translation>Cara</translation>
    </message>
    <message>
        <source>Name of the account&apos;s owner</source>
        <translation>Nama pemilik rekening</translation>
    </message>
    <message>
        <source>{amount} in cash from the drawer.</source>
        <translation>{amount} tunai dari laci.</translation>
    </message>
    <message>
        <source>{amount} to {method} by the gateway, at once.</source>
        <translation>{amount} ke {method} lewat gateway, seketika.</translation>
    </message>
    <message>
        <source>{amount} to {method}: the terminal voids the charge, at once.</source>
        <translation>{amount} ke {method}: mesin EDC membatalkan transaksinya, seketika.</translation>
    </message>
    <message>
        <source>{amount} to {method}: no machine can (a terminal voids only a whole charge). A supervisor sends it by the bank within 7 days; it stands among the refunds.</source>
        <translation>{amount} ke {method}: tidak bisa lewat mesin (EDC hanya membatalkan transaksi utuh). Pengawas mengirimnya lewat bank dalam 7 hari; tercatat di daftar pengembalian.</translation>
    </message>
</context>
<context>
    <name>MonthView</name>
    <message>
        <source>Nothing in this month.</source>
        <translation>Tidak ada pada bulan ini.</translation>
    </message>
    <message>
        <source>Bookings</source>
        <translation>Pesanan</translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation>Tiket</translation>
    </message>
    <message>
        <source>Amount</source>
        <translation>Jumlah</translation>
    </message>
    <message>
        <source>By travel date</source>
        <translation>Menurut tanggal berangkat</translation>
    </message>
    <message>
        <source>By method</source>
        <translation>Menurut cara bayar</translation>
    </message>
    <message>
        <source>Reductions</source>
        <translation>Reduksi</translation>
    </message>
    <message>
        <source>Refunds not paid out yet</source>
        <translation>Pengembalian belum dibayar</translation>
    </message>
    <message>
        <source>Every refund is paid out.</source>
        <translation>Semua pengembalian sudah dibayar.</translation>
    </message>
    <message>
        <source>Total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Tunai</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Kartu</translation>
    </message>
    <message>
        <source>Refunds</source>
        <translation>Pengembalian</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>Penjualan</translation>
    </message>
    <message>
        <source>By sale date, Rp</source>
        <translation>Menurut tanggal jual, Rp</translation>
    </message>
    <message>
        <source>Sales in the Zs of the month</source>
        <translation>Penjualan dalam Z bulan ini</translation>
    </message>
    <message>
        <source>… paid in other months</source>
        <translation>… dibayar bulan lain</translation>
    </message>
    <message>
        <source>Not in a Z of the month yet</source>
        <translation>Belum masuk Z bulan ini</translation>
    </message>
    <message>
        <source>Payments of the month</source>
        <translation>Pembayaran bulan ini</translation>
    </message>
    <message>
        <source>Both sides agree</source>
        <translation>Kedua sisi cocok</translation>
    </message>
    <message>
        <source>The sides do NOT agree</source>
        <translation>Kedua sisi TIDAK cocok</translation>
    </message>
    <message>
        <source>Control totals</source>
        <translation>Angka kendali</translation>
    </message>
    <message>
        <source>Z reports of the month</source>
        <translation>Laporan Z bulan ini</translation>
    </message>
    <message>
        <source>No Z in this month.</source>
        <translation>Tidak ada Z pada bulan ini.</translation>
    </message>
</context>
<context>
    <name>NoTrains</name>
    <message>
        <source>Where to?</source>
        <translation>Ke mana?</translation>
    </message>
    <message>
        <source>Type a code, a name or a city and press Enter, or F3 for the command line.</source>
        <translation>Ketik kode, nama, atau kota lalu Enter, atau F3 untuk baris perintah.</translation>
    </message>
    <message>
        <source>Looking for trains …</source>
        <translation>Mencari KA …</translation>
    </message>
    <message>
        <source>The next day</source>
        <translation>Hari berikutnya</translation>
    </message>
    <message>
        <source>None is left on {day}.</source>
        <translation>Tidak ada lagi pada {day}.</translation>
    </message>
    <message>
        <source>No train between these stations</source>
        <translation>Tidak ada KA di relasi ini</translation>
    </message>
    <message>
        <source>Trains of the same city stop at {station}.</source>
        <translation>KA ke kota itu berhenti di {station}.</translation>
    </message>
    <message>
        <source>No train goes there without a change, on any day.</source>
        <translation>Tidak ada KA langsung ke sana pada hari apa pun.</translation>
    </message>
    <message>
        <source>No direct train on this relation</source>
        <translation>Tidak ada KA langsung di relasi ini</translation>
    </message>
</context>
<context>
    <name>NoticesScreen</name>
    <message>
        <source>Notifications</source>
        <translation>Pemberitahuan</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Pilih</translation>
    </message>
    <message>
        <source>Go there</source>
        <translation>Buka</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>new  ·  {when}</source>
        <translation>baru  ·  {when}</translation>
    </message>
    <message>
        <source>Nothing to read</source>
        <translation>Tidak ada yang perlu dibaca</translation>
    </message>
    <message>
        <source>Delays, payments without an answer and promotions are told here.</source>
        <translation>Keterlambatan, pembayaran tanpa jawaban, dan promo diberitahukan di sini.</translation>
    </message>
</context>
<context>
    <name>OfferView</name>
    <message>
        <source>To be given back</source>
        <translation>Akan dikembalikan</translation>
    </message>
    <message>
        <source>Given back</source>
        <translation>Dikembalikan</translation>
    </message>
    <message>
        <source>paid</source>
        <translation>dibayar</translation>
    </message>
    <message>
        <source>kept</source>
        <translation>dipotong</translation>
    </message>
    <message>
        <source>back</source>
        <translation>kembali</translation>
    </message>
</context>
<context>
    <name>OpenItems</name>
    <message>
        <source>Paid, not sold: the seats are still to be had</source>
        <translation>Sudah dibayar, belum terjual: kursinya masih bisa didapat</translation>
    </message>
    <message>
        <source>Paid, not sold: the seats are gone</source>
        <translation>Sudah dibayar, belum terjual: kursinya sudah tidak ada</translation>
    </message>
    <message>
        <source>No answer: whether it was paid is not known</source>
        <translation>Belum ada jawaban: belum diketahui apakah sudah dibayar</translation>
    </message>
    <message>
        <source>Waiting for the customer or the terminal</source>
        <translation>Menunggu pelanggan atau mesin EDC</translation>
    </message>
    <message>
        <source>No answer; the customer paid another way</source>
        <translation>Belum ada jawaban; pelanggan membayar cara lain</translation>
    </message>
    <message>
        <source>Check now</source>
        <translation>Periksa sekarang</translation>
    </message>
    <message>
        <source>It was paid</source>
        <translation>Sudah dibayar</translation>
    </message>
    <message>
        <source>It was not paid</source>
        <translation>Tidak dibayar</translation>
    </message>
    <message>
        <source>Leave it to the supervisor</source>
        <translation>Serahkan kepada supervisor</translation>
    </message>
    <message>
        <source>Send it back</source>
        <translation>Kembalikan</translation>
    </message>
    <message>
        <source>Open the sale</source>
        <translation>Buka penjualan</translation>
    </message>
    <message>
        <source>paid twice</source>
        <translation>dibayar dua kali</translation>
    </message>
    <message>
        <source>paid, and the seats were gone or nobody came</source>
        <translation>dibayar, tetapi kursinya sudah tidak ada atau pelanggan tidak datang</translation>
    </message>
    <message>
        <source>the sale was given up</source>
        <translation>penjualan dibatalkan</translation>
    </message>
    <message>
        <source>Give back {amount} by {method}</source>
        <translation>Kembalikan {amount} lewat {method}</translation>
    </message>
    <message>
        <source>To be given back: {reason}</source>
        <translation>Harus dikembalikan: {reason}</translation>
    </message>
    <message>
        <source>Asked, no answer yet; asking again gives back once</source>
        <translation>Sudah diminta, belum dijawab; meminta lagi tetap sekali</translation>
    </message>
    <message>
        <source>Give it back now</source>
        <translation>Kembalikan sekarang</translation>
    </message>
    <message>
        <source>It was given back</source>
        <translation>Sudah dikembalikan</translation>
    </message>
    <message>
        <source>Booking</source>
        <translation>Pesanan</translation>
    </message>
    <message>
        <source>Counter</source>
        <translation>Loket</translation>
    </message>
    <message>
        <source>Clerk</source>
        <translation>Petugas</translation>
    </message>
    <message>
        <source>Order</source>
        <translation>Order</translation>
    </message>
    <message>
        <source>Gateway&apos;s number</source>
        <translation>Nomor di gateway</translation>
    </message>
    <message>
        <source>RRN</source>
        <translation>RRN</translation>
    </message>
    <message>
        <source>Approval code</source>
        <translation>Kode persetujuan</translation>
    </message>
    <message>
        <source>Card</source>
        <translation>Kartu</translation>
    </message>
    <message>
        <source>Open the booking</source>
        <translation>Buka pemesanan</translation>
    </message>
    <message>
        <source>Exchange of</source>
        <translation>Ubah jadwal dari</translation>
    </message>
</context>
<context>
    <name>OpenPanel</name>
    <message>
        <source>Count the change money in the drawer. Every payment belongs to this shift.</source>
        <translation>Hitung uang kembalian di laci. Setiap pembayaran tercatat pada shift ini.</translation>
    </message>
    <message>
        <source>Open your shift</source>
        <translation>Buka shift Anda</translation>
    </message>
    <message>
        <source>Open the shift</source>
        <translation>Buka shift</translation>
    </message>
    <message>
        <source>Change money (float)</source>
        <translation>Uang kembalian (kas awal)</translation>
    </message>
    <message>
        <source>Count notes and coins</source>
        <translation>Hitung per pecahan</translation>
    </message>
</context>
<context>
    <name>OtherJourneys</name>
    <message>
        <source>Journey {number} of {count} in this sale</source>
        <translation>Perjalanan {number} dari {count} dalam penjualan ini</translation>
    </message>
    <message>
        <source>Return trip</source>
        <translation>Pulang-pergi</translation>
    </message>
    <message>
        <source>More people</source>
        <translation>Tambah orang</translation>
    </message>
    <message numerus="yes">
        <source>The other %n</source>
        <translation>
            <numerusform>%n orang lainnya</numerusform>
        </translation>
    </message>
    <message>
        <source>Next one</source>
        <translation>Berikutnya</translation>
    </message>
    <message>
        <source>Take it out</source>
        <translation>Keluarkan</translation>
    </message>
</context>
<context>
    <name>OutsidePanel</name>
    <message>
        <source>Type an amount in rupiah, for example 500.000.</source>
        <translation>Ketik jumlah dalam rupiah, misalnya 500.000.</translation>
    </message>
    <message>
        <source>No more than {amount} is left to pay.</source>
        <translation>Sisanya hanya {amount}.</translation>
    </message>
    <message>
        <source>The other {amount} is paid another way.</source>
        <translation>{amount} sisanya dibayar dengan cara lain.</translation>
    </message>
    <message>
        <source>To pay by QRIS</source>
        <translation>Dibayar dengan QRIS</translation>
    </message>
    <message>
        <source>To pay by card</source>
        <translation>Dibayar dengan kartu</translation>
    </message>
    <message>
        <source>Amount (leave empty for all of it)</source>
        <translation>Jumlah (kosongkan untuk semuanya)</translation>
    </message>
    <message>
        <source>Debit</source>
        <translation>Debit</translation>
    </message>
    <message>
        <source>Credit</source>
        <translation>Kredit</translation>
    </message>
    <message>
        <source>E-wallet</source>
        <translation>Dompet elektronik</translation>
    </message>
    <message>
        <source>Approval code</source>
        <translation>Kode persetujuan</translation>
    </message>
    <message>
        <source>RRN (12 digits)</source>
        <translation>RRN (12 angka)</translation>
    </message>
    <message>
        <source>Last four digits</source>
        <translation>Empat angka terakhir</translation>
    </message>
</context>
<context>
    <name>OverruleField</name>
    <message>
        <source>A supervisor overrules the rule</source>
        <translation>Pengawas mengesampingkan aturan</translation>
    </message>
    <message>
        <source>No, by the rule</source>
        <translation>Tidak, sesuai aturan</translation>
    </message>
</context>
<context>
    <name>PaperDesk</name>
    <message>
        <source>{amount} given back for {booking}; two slips are printing</source>
        <translation>{amount} dikembalikan untuk {booking}; dua bukti sedang dicetak</translation>
    </message>
    <message>
        <source>Cash {amount}</source>
        <translation>Tunai {amount}</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Tunai</translation>
    </message>
    <message>
        <source>Tickets on the desk</source>
        <translation>Tiket di meja</translation>
    </message>
    <message>
        <source>Scan a ticket of a cancelled or very late train: F12 pays cash, F11 a transfer. Boarded ones too.</source>
        <translation>Pindai tiket kereta yang batal atau sangat terlambat: F12 bayar tunai, F11 transfer. Yang sudah naik juga.</translation>
    </message>
    <message>
        <source>Transfer</source>
        <translation>Transfer</translation>
    </message>
    <message>
        <source>Put away</source>
        <translation>Singkirkan</translation>
    </message>
    <message>
        <source>{train}, {day} {time}: the new tickets are printing</source>
        <translation>{train}, {day} {time}: tiket baru sedang dicetak</translation>
    </message>
    <message>
        <source>Next train</source>
        <translation>KA berikutnya</translation>
    </message>
</context>
<context>
    <name>PassengerForm</name>
    <message>
        <source>Passport number</source>
        <translation>Nomor paspor</translation>
    </message>
    <message>
        <source>NIK (16 digits)</source>
        <translation>NIK (16 angka)</translation>
    </message>
    <message>
        <source>Age on the day of travel: {age}</source>
        <translation>Usia pada hari perjalanan: {age}</translation>
    </message>
    <message>
        <source>60 or older on the day of travel: the senior reduction applies.</source>
        <translation>Berusia 60 atau lebih pada hari perjalanan: berhak reduksi lansia.</translation>
    </message>
    <message>
        <source>Give the reduction</source>
        <translation>Beri reduksi</translation>
    </message>
    <message>
        <source>Under 3 on the day of travel: may travel free, without a seat, with an adult.</source>
        <translation>Di bawah 3 tahun pada hari perjalanan: boleh gratis, tanpa kursi, bersama orang dewasa.</translation>
    </message>
    <message>
        <source>Travel without a seat</source>
        <translation>Tanpa kursi</translation>
    </message>
    <message>
        <source>Name as in the identity document</source>
        <extracomment>Indonesian: Nama sesuai identitas</extracomment>
        <translation>Nama sesuai identitas</translation>
    </message>
    <message>
        <source>Document</source>
        <translation>Dokumen</translation>
    </message>
    <message>
        <source>NIK</source>
        <translation>NIK</translation>
    </message>
    <message>
        <source>Passport</source>
        <translation>Paspor</translation>
    </message>
    <message>
        <source>Date of birth</source>
        <translation>Tanggal lahir</translation>
    </message>
    <message>
        <source>dd/mm/yyyy</source>
        <translation>hh/bb/tttt</translation>
    </message>
    <message>
        <source>Gender</source>
        <translation>Jenis kelamin</translation>
    </message>
    <message>
        <source>Male</source>
        <translation>Laki-laki</translation>
    </message>
    <message>
        <source>Female</source>
        <translation>Perempuan</translation>
    </message>
    <message>
        <source>Nationality</source>
        <translation>Kewarganegaraan</translation>
    </message>
    <message>
        <source>Country or code, like AU</source>
        <translation>Negara atau kode, misalnya AU</translation>
    </message>
    <message>
        <source>On the lap of</source>
        <translation>Dipangku oleh</translation>
    </message>
    <message>
        <source>Reduction</source>
        <translation>Reduksi</translation>
    </message>
    <message>
        <source>Assistance needed</source>
        <translation>Butuh bantuan</translation>
    </message>
</context>
<context>
    <name>PassengerLine</name>
    <message>
        <source>Infant {number}</source>
        <translation>Bayi {number}</translation>
    </message>
    <message>
        <source>Passenger {number}</source>
        <translation>Penumpang {number}</translation>
    </message>
    <message>
        <source>No seat</source>
        <translation>Tanpa kursi</translation>
    </message>
    <message>
        <source>Change seats with the next passenger</source>
        <translation>Tukar kursi dengan penumpang berikutnya</translation>
    </message>
    <message>
        <source>with {name}</source>
        <translation>bersama {name}</translation>
    </message>
    <message>
        <source>not complete yet</source>
        <translation>belum lengkap</translation>
    </message>
    <message>
        <source>senior reduction: F11</source>
        <translation>reduksi lansia: F11</translation>
    </message>
    <message>
        <source>free on a lap: F11</source>
        <translation>gratis dipangku: F11</translation>
    </message>
    <message>
        <source>Adult</source>
        <translation>Dewasa</translation>
    </message>
    <message>
        <source>Senior</source>
        <translation>Lansia</translation>
    </message>
    <message>
        <source>Child</source>
        <translation>Anak</translation>
    </message>
    <message>
        <source>Infant</source>
        <translation>Bayi</translation>
    </message>
</context>
<context>
    <name>PassengersScreen</name>
    <message>
        <source>Passengers</source>
        <translation>Penumpang</translation>
    </message>
    <message>
        <source>Next field</source>
        <translation>Isian berikutnya</translation>
    </message>
    <message>
        <source>Accept the offer</source>
        <translation>Terima tawaran</translation>
    </message>
    <message>
        <source>Other person</source>
        <translation>Penumpang lain</translation>
    </message>
    <message>
        <source>NIK / passport</source>
        <translation>NIK / paspor</translation>
    </message>
    <message>
        <source>Reduction</source>
        <translation>Reduksi</translation>
    </message>
    <message>
        <source>Assistance</source>
        <translation>Bantuan</translation>
    </message>
    <message>
        <source>Infant</source>
        <translation>Bayi</translation>
    </message>
    <message>
        <source>Change seats</source>
        <translation>Tukar kursi</translation>
    </message>
    <message>
        <source>Payment</source>
        <translation>Pembayaran</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Passenger {number}</source>
        <translation>Penumpang {number}</translation>
    </message>
    <message>
        <source>Something is missing for passenger {n}</source>
        <translation>Ada yang kurang pada penumpang {n}</translation>
    </message>
    <message>
        <source>An infant travels with an adult; this one keeps its seat.</source>
        <translation>Bayi ikut orang dewasa; yang ini tetap memakai kursi.</translation>
    </message>
    <message>
        <source>Who travels?</source>
        <translation>Siapa yang bepergian?</translation>
    </message>
    <message>
        <source>Infant without a seat</source>
        <translation>Bayi tanpa kursi</translation>
    </message>
    <message>
        <source>Remove infant</source>
        <translation>Hapus bayi</translation>
    </message>
    <message>
        <source>To payment</source>
        <extracomment>Indonesian: Lanjut ke pembayaran</extracomment>
        <translation>Ke pembayaran</translation>
    </message>
</context>
<context>
    <name>PasswordDialog</name>
    <message>
        <source>First password for {name}</source>
        <translation>Sandi pertama untuk {name}</translation>
    </message>
    <message>
        <source>Sessions end now; it is changed at the next sign-in.</source>
        <translation>Sesi berakhir sekarang; sandi diganti saat masuk berikutnya.</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Sandi</translation>
    </message>
    <message>
        <source>Password again</source>
        <translation>Sandi sekali lagi</translation>
    </message>
    <message>
        <source>Give it</source>
        <translation>Pasang</translation>
    </message>
    <message>
        <source>The two differ. Type it once more.</source>
        <translation>Keduanya berbeda. Ketik sekali lagi.</translation>
    </message>
</context>
<context>
    <name>PasswordScreen</name>
    <message>
        <source>The two are not the same. Type it again.</source>
        <translation>Keduanya tidak sama. Ketik lagi.</translation>
    </message>
    <message>
        <source>Choose your own password</source>
        <translation>Buat kata sandi Anda sendiri</translation>
    </message>
    <message>
        <source>Only you should know it. At least {least} characters.</source>
        <translation>Hanya Anda yang tahu. Minimal {least} karakter.</translation>
    </message>
    <message>
        <source>New password</source>
        <translation>Kata sandi baru</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Sekali lagi</translation>
    </message>
    <message>
        <source>Save password</source>
        <translation>Simpan kata sandi</translation>
    </message>
    <message>
        <source>Back to sign-in</source>
        <translation>Kembali ke halaman masuk</translation>
    </message>
</context>
<context>
    <name>PayWays</name>
    <message>
        <source>another way to pay</source>
        <translation>cara bayar lain</translation>
    </message>
    <message>
        <source>{method} {amount} has no answer. The customer pays another way; what was paid goes back.</source>
        <translation>{method} {amount} belum ada jawabannya. Pelanggan membayar cara lain; yang ternyata dibayar dikembalikan.</translation>
    </message>
    <message>
        <source>Pay another way</source>
        <translation>Bayar cara lain</translation>
    </message>
    <message>
        <source>Send a payment back</source>
        <translation>Kembalikan pembayaran</translation>
    </message>
    <message>
        <source>Round amounts</source>
        <translation>Pecahan cepat</translation>
    </message>
    <message>
        <source>Take the code back</source>
        <translation>Tarik kode</translation>
    </message>
    <message>
        <source>Not paid</source>
        <translation>Tidak dibayar</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>The card was charged</source>
        <translation>Kartu sudah didebit</translation>
    </message>
    <message>
        <source>Look now</source>
        <translation>Periksa sekarang</translation>
    </message>
    <message>
        <source>Take the cash</source>
        <translation>Terima uang</translation>
    </message>
    <message>
        <source>Take {amount} in cash</source>
        <translation>Terima {amount} tunai</translation>
    </message>
    <message>
        <source>Show the code</source>
        <translation>Tampilkan kode</translation>
    </message>
    <message>
        <source>Type the slip</source>
        <translation>Ketik struk</translation>
    </message>
    <message>
        <source>Ask the terminal</source>
        <translation>Kirim ke mesin EDC</translation>
    </message>
    <message>
        <source>QRIS code for the customer&apos;s phone</source>
        <translation>Kode QRIS untuk ponsel pelanggan</translation>
    </message>
</context>
<context>
    <name>PayWords</name>
    <message>
        <source>QRIS is not set up here</source>
        <translation>QRIS belum disiapkan di sini</translation>
    </message>
    <message>
        <source>No card terminal here</source>
        <translation>Tidak ada mesin EDC di sini</translation>
    </message>
    <message>
        <source>Take cash, or ask your supervisor for another counter.</source>
        <translation>Terima tunai, atau tanyakan loket lain kepada supervisor.</translation>
    </message>
    <message>
        <source>F12 shows a code for the customer&apos;s phone</source>
        <translation>F12 menampilkan kode untuk ponsel pelanggan</translation>
    </message>
    <message>
        <source>Charge the card on the terminal, then F12</source>
        <translation>Gesek kartu di mesin EDC, lalu F12</translation>
    </message>
    <message>
        <source>The slip&apos;s numbers are typed here: approval code, RRN, last four digits.</source>
        <translation>Ketik angka pada struk: kode persetujuan, RRN, empat angka terakhir.</translation>
    </message>
    <message>
        <source>F12 sends the amount to the terminal</source>
        <translation>F12 mengirim jumlah ke mesin EDC</translation>
    </message>
    <message>
        <source>What became of the money is not known. Ask again with F12 before anything else is done.</source>
        <translation>Belum diketahui apakah uangnya berpindah. Tanyakan lagi dengan F12 sebelum melakukan hal lain.</translation>
    </message>
    <message>
        <source>The terminal waits for the card</source>
        <translation>Mesin EDC menunggu kartu</translation>
    </message>
    <message>
        <source>Insert, tap or swipe it there. The terminal&apos;s red key cancels.</source>
        <translation>Masukkan, tempelkan, atau gesek di sana. Tombol merah mesin membatalkan.</translation>
    </message>
    <message>
        <source>Asking the QRIS service for a code …</source>
        <translation>Meminta kode ke layanan QRIS …</translation>
    </message>
    <message>
        <source>Whether it was paid is not known</source>
        <translation>Belum diketahui apakah sudah dibayar</translation>
    </message>
    <message>
        <source>Nothing is guessed: F12 asks again.</source>
        <translation>Tidak ada yang ditebak: F12 menanyakan lagi.</translation>
    </message>
    <message>
        <source>With a supervisor&apos;s signature (Ctrl+O) the customer pays another way.</source>
        <translation>Dengan tanda tangan supervisor (Ctrl+O) pelanggan membayar cara lain.</translation>
    </message>
    <message>
        <source>If this one was paid after all, it is given back by itself.</source>
        <translation>Bila yang ini ternyata dibayar, uangnya dikembalikan otomatis.</translation>
    </message>
    <message>
        <source>Taking it back …</source>
        <translation>Membatalkan …</translation>
    </message>
    <message>
        <source>The customer scans and pays</source>
        <translation>Pelanggan memindai dan membayar</translation>
    </message>
    <message>
        <source>It is looked at every few seconds; F12 looks now. Then the tickets print.</source>
        <translation>Diperiksa tiap beberapa detik; F12 memeriksa sekarang. Lalu tiket dicetak.</translation>
    </message>
    <message>
        <source>Type the slip of the terminal</source>
        <translation>Ketik struk mesin EDC</translation>
    </message>
    <message>
        <source>Approved: its three numbers, then F12. Declined or cancelled: Esc.</source>
        <translation>Disetujui: ketiga angkanya, lalu F12. Ditolak atau batal: Esc.</translation>
    </message>
    <message>
        <source>The terminal has not answered yet</source>
        <translation>Mesin EDC belum menjawab</translation>
    </message>
    <message>
        <source>F12 asks it what became of this payment. It never charges twice.</source>
        <translation>F12 menanyakan nasib pembayaran ini. Kartu tidak pernah didebit dua kali.</translation>
    </message>
    <message>
        <source>{amount} has no answer yet</source>
        <translation>{amount} belum ada jawabannya</translation>
    </message>
    <message>
        <source>The customer pays another way. The open payments (Ctrl+U) keep looking at it.</source>
        <translation>Pelanggan membayar cara lain. Pembayaran terbuka (Ctrl+U) terus memeriksanya.</translation>
    </message>
    <message>
        <source>Declined: nothing was paid</source>
        <translation>Ditolak: tidak ada yang dibayar</translation>
    </message>
    <message>
        <source>Try again, or take another way to pay.</source>
        <translation>Coba lagi, atau pilih cara bayar lain.</translation>
    </message>
    <message>
        <source>{amount} goes back to the customer</source>
        <translation>{amount} dikembalikan kepada pelanggan</translation>
    </message>
    <message>
        <source>It stands on the desk of open payments (Ctrl+U) until it is done.</source>
        <translation>Tercantum di pembayaran terbuka (Ctrl+U) sampai selesai.</translation>
    </message>
    <message>
        <source>Cancelled: nothing was paid</source>
        <translation>Dibatalkan: tidak ada yang dibayar</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} menit</translation>
    </message>
    <message>
        <source>{hours} h {minutes:02d} min</source>
        <translation>{hours} jam {minutes:02d} menit</translation>
    </message>
    <message>
        <source>{days} days</source>
        <translation>{days} hari</translation>
    </message>
    <message>
        <source>The whole price is paid</source>
        <translation>Seluruh harga sudah dibayar</translation>
    </message>
    <message>
        <source>F12 goes on. Ctrl+R sends the last payment back.</source>
        <translation>F12 melanjutkan. Ctrl+R mengembalikan pembayaran terakhir.</translation>
    </message>
</context>
<context>
    <name>PaymentScreen</name>
    <message>
        <source>Payment</source>
        <translation>Pembayaran</translation>
    </message>
    <message>
        <source>Selling …</source>
        <translation>Menjual …</translation>
    </message>
    <message numerus="yes">
        <source>Then the drawer opens and %n ticket(s) print by themselves.</source>
        <translation>
            <numerusform>Lalu laci terbuka dan %n tiket tercetak sendiri.</numerusform>
        </translation>
    </message>
    <message>
        <source>Whether the sale was made is not known yet. Keep the cash apart and press Retry: the same sale is asked for, never sold twice.</source>
        <translation>Belum diketahui apakah penjualan terjadi. Pisahkan uangnya dan tekan Coba lagi: penjualan yang sama ditanyakan, tidak pernah terjual dua kali.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Coba lagi</translation>
    </message>
    <message>
        <source>Hold again</source>
        <translation>Tahan lagi</translation>
    </message>
    <message>
        <source>Not sold: the cash still belongs to the customer</source>
        <translation>Tidak terjual: uang masih milik pelanggan</translation>
    </message>
    <message>
        <source>Promotion code</source>
        <translation>Kode promo</translation>
    </message>
    <message numerus="yes">
        <source>When the whole price is paid, %n ticket(s) print by themselves.</source>
        <translation>
            <numerusform>Setelah lunas, %n tiket dicetak otomatis.</numerusform>
        </translation>
    </message>
    <message>
        <source>Sell: it is paid</source>
        <translation>Jual: sudah lunas</translation>
    </message>
    <message>
        <source>The slip is not taken yet</source>
        <translation>Struk belum diterima</translation>
    </message>
    <message>
        <source>Paid, but not sold</source>
        <translation>Sudah dibayar, belum terjual</translation>
    </message>
    <message>
        <source>Nothing was charged</source>
        <translation>Tidak ada yang didebit</translation>
    </message>
    <message>
        <source>Print the code</source>
        <translation>Cetak kode</translation>
    </message>
    <message>
        <source>Ask a supervisor</source>
        <translation>Minta pengawas</translation>
    </message>
    <message>
        <source>To sell two journeys at one time to the same person.</source>
        <translation>Menjual dua perjalanan pada waktu yang sama kepada orang yang sama.</translation>
    </message>
</context>
<context>
    <name>PeopleField</name>
    <message numerus="yes">
        <source>%n person(s)</source>
        <extracomment>Indonesian: %n orang / %n bayi</extracomment>
        <translation>
            <numerusform>%n orang</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n infant(s)</source>
        <translation>
            <numerusform>%n bayi</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Preparing</name>
    <message>
        <source>A fault of the program, not of yours.</source>
        <translation>Kesalahan program, bukan kesalahan Anda.</translation>
    </message>
    <message>
        <source>Starting the database…</source>
        <translation>Menyalakan basis data…</translation>
    </message>
    <message>
        <source>Laying out the tables…</source>
        <translation>Menyiapkan tabel…</translation>
    </message>
    <message>
        <source>Reading the timetable…</source>
        <translation>Membaca jadwal…</translation>
    </message>
    <message>
        <source>Writing stations, trains and fares…</source>
        <translation>Menulis stasiun, KA, dan tarif…</translation>
    </message>
    <message>
        <source>Opening the travel dates of the next 45 days…</source>
        <translation>Membuka tanggal perjalanan 45 hari ke depan…</translation>
    </message>
    <message>
        <source>Selling some seats, as on a real day…</source>
        <translation>Menjual sebagian kursi, seperti hari biasa…</translation>
    </message>
    <message>
        <source>Opening today&apos;s travel date…</source>
        <translation>Membuka tanggal perjalanan hari ini…</translation>
    </message>
    <message>
        <source>Letting the demonstration staff in…</source>
        <translation>Menyiapkan staf demo…</translation>
    </message>
    <message>
        <source>Registering this machine as a counter…</source>
        <translation>Mendaftarkan mesin ini sebagai loket…</translation>
    </message>
</context>
<context>
    <name>PriceBreakdown</name>
    <message>
        <source>Total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Fares of the held seats; the price is being worked out.</source>
        <translation>Tarif kursi yang ditahan; harga sedang dihitung.</translation>
    </message>
    <message>
        <source>Total {amount}</source>
        <translation>Total {amount}</translation>
    </message>
    <message>
        <source>Passenger {number}</source>
        <translation>Penumpang {number}</translation>
    </message>
    <message>
        <source>Reduction for {name}</source>
        <translation>Reduksi {name}</translation>
    </message>
    <message>
        <source>Infant under 3: free, without a seat</source>
        <translation>Bayi di bawah 3 tahun: gratis, tanpa kursi</translation>
    </message>
    <message>
        <source>Promotion {code}</source>
        <translation>Promosi {code}</translation>
    </message>
    <message>
        <source>Not reached: the price must be at least {amount}</source>
        <translation>Belum tercapai: harga paling sedikit {amount}</translation>
    </message>
</context>
<context>
    <name>PrintRow</name>
    <message>
        <source>is being made ready</source>
        <translation>sedang disiapkan</translation>
    </message>
    <message>
        <source>{state} (issue {number})</source>
        <translation>{state} (cetakan ke-{number})</translation>
    </message>
    <message>
        <source>Yes, complete</source>
        <translation>Ya, lengkap</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Tidak</translation>
    </message>
</context>
<context>
    <name>PrinterForm</name>
    <message>
        <source>Like 192.168.1.50:9100</source>
        <translation>Misalnya 192.168.1.50:9100</translation>
    </message>
    <message>
        <source>Like /dev/ttyUSB0 or COM3, speed behind it: COM3@38400</source>
        <translation>Misalnya /dev/ttyUSB0 atau COM3, kecepatan di belakangnya: COM3@38400</translation>
    </message>
    <message>
        <source>Tickets come out in a window</source>
        <translation>Tiket keluar di sebuah jendela</translation>
    </message>
    <message>
        <source>Type where the printer is.</source>
        <translation>Ketik alamat printer.</translation>
    </message>
    <message>
        <source>Write host and port, like 192.168.1.50:9100.</source>
        <translation>Tulis host dan port, misalnya 192.168.1.50:9100.</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Jenis</translation>
    </message>
    <message>
        <source>Virtual</source>
        <translation>Virtual</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Jaringan</translation>
    </message>
    <message>
        <source>Serial</source>
        <translation>Serial</translation>
    </message>
    <message>
        <source>Address</source>
        <translation>Alamat</translation>
    </message>
    <message>
        <source>Paper</source>
        <translation>Kertas</translation>
    </message>
</context>
<context>
    <name>PrintersScreen</name>
    <message>
        <source>Printer</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>Yes, complete</source>
        <translation>Ya, lengkap</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Tidak</translation>
    </message>
    <message>
        <source>Test ticket</source>
        <translation>Tiket uji</translation>
    </message>
    <message>
        <source>Try now</source>
        <translation>Coba sekarang</translation>
    </message>
    <message>
        <source>Move the rest</source>
        <translation>Pindahkan sisanya</translation>
    </message>
    <message>
        <source>Virtual printer</source>
        <translation>Printer virtual</translation>
    </message>
    <message>
        <source>{count} waiting</source>
        <translation>{count} menunggu</translation>
    </message>
    <message>
        <source>Nothing is waiting</source>
        <translation>Tidak ada yang menunggu</translation>
    </message>
    <message>
        <source>Says of every ticket whether it was printed.</source>
        <translation>Melaporkan setiap tiket, tercetak atau tidak.</translation>
    </message>
    <message>
        <source>Answers when a ticket has been taken.</source>
        <translation>Menjawab bila tiket sudah diterima.</translation>
    </message>
    <message>
        <source>Cannot say what it printed: it asks after each ticket.</source>
        <translation>Tidak dapat melaporkan cetakan: ditanyakan setiap tiket.</translation>
    </message>
    <message>
        <source>Not tried yet: print a test ticket.</source>
        <translation>Belum dicoba: cetak tiket uji.</translation>
    </message>
    <message>
        <source>Network printer {address}</source>
        <translation>Printer jaringan {address}</translation>
    </message>
    <message>
        <source>Serial printer {address}</source>
        <translation>Printer serial {address}</translation>
    </message>
    <message>
        <source>{count} moved to the other printer</source>
        <translation>{count} dipindahkan ke printer lain</translation>
    </message>
    <message>
        <source>The settings could not be kept</source>
        <translation>Pengaturan tidak dapat disimpan</translation>
    </message>
    <message>
        <source>Kept. Print a test ticket to see that it works.</source>
        <translation>Disimpan. Cetak tiket uji untuk memastikan.</translation>
    </message>
    <message>
        <source>Show the virtual printer</source>
        <translation>Tampilkan printer virtual</translation>
    </message>
    <message>
        <source>Which printer stands here</source>
        <translation>Printer di loket ini</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Simpan</translation>
    </message>
    <message>
        <source>Where do the waiting tickets go?</source>
        <translation>Ke mana tiket yang menunggu?</translation>
    </message>
    <message>
        <source>Move them</source>
        <translation>Pindahkan</translation>
    </message>
    <message>
        <source>Scanner: choose and test</source>
        <translation>Pemindai: pilih dan uji</translation>
    </message>
    <message>
        <source>Touch size</source>
        <translation>Ukuran sentuh</translation>
    </message>
    <message>
        <source>Touch screen: back to small controls</source>
        <translation>Layar sentuh: kembali ke tombol kecil</translation>
    </message>
    <message>
        <source>Touch screen: larger controls</source>
        <translation>Layar sentuh: tombol lebih besar</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
</context>
<context>
    <name>PromotionDialog</name>
    <message>
        <source>New promotion</source>
        <translation>Promosi baru</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Kode</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Discount: 15% or 25000</source>
        <translation>Potongan: 15% atau 25000</translation>
    </message>
    <message>
        <source>At most Rp (may stay empty)</source>
        <translation>Paling banyak Rp (boleh kosong)</translation>
    </message>
    <message>
        <source>From</source>
        <translation>Mulai</translation>
    </message>
    <message>
        <source>To, that day too</source>
        <translation>Sampai, hari itu termasuk</translation>
    </message>
    <message>
        <source>How often at most (may stay empty)</source>
        <translation>Paling banyak berapa kali (boleh kosong)</translation>
    </message>
    <message>
        <source>Announce</source>
        <translation>Umumkan</translation>
    </message>
    <message>
        <source>Something is missing here.</source>
        <translation>Masih ada yang kosong di sini.</translation>
    </message>
    <message>
        <source>Type percent or rupiah: 15% or 25000.</source>
        <translation>Ketik persen atau rupiah: 15% atau 25000.</translation>
    </message>
    <message>
        <source>Digits only, or nothing.</source>
        <translation>Angka saja, atau kosong.</translation>
    </message>
</context>
<context>
    <name>PromotionForm</name>
    <message>
        <source>Promotion code</source>
        <translation>Kode promo</translation>
    </message>
</context>
<context>
    <name>RefundPage</name>
    <message>
        <source>Back to the booking</source>
        <translation>Kembali ke pemesanan</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Who leaves</source>
        <translation>Siapa batal</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>Overrule</source>
        <translation>Kebijakan</translation>
    </message>
    <message>
        <source>Give back</source>
        <translation>Kembalikan</translation>
    </message>
    <message>
        <source>Choose who gives a ticket back.</source>
        <translation>Pilih siapa yang mengembalikan tiket.</translation>
    </message>
    <message>
        <source>Looking for the rule …</source>
        <translation>Mencari aturannya …</translation>
    </message>
    <message>
        <source>Give back {amount}</source>
        <translation>Kembalikan {amount}</translation>
    </message>
    <message>
        <source>Ctrl+O chooses why a supervisor overrules.</source>
        <translation>Ctrl+O memilih alasan kebijakan pengawas.</translation>
    </message>
    <message>
        <source>Scan each paper; a ticket that never came out needs none.</source>
        <translation>Pindai setiap kertas; tiket yang tidak pernah tercetak tidak perlu.</translation>
    </message>
    <message>
        <source>no seat</source>
        <translation>tanpa kursi</translation>
    </message>
    <message>
        <source>The refund was possible until {when}.</source>
        <translation>Pengembalian dapat dilakukan sampai {when}.</translation>
    </message>
    <message>
        <source>Until {when}. {percent} % of each ticket is kept.</source>
        <translation>Sampai {when}. Potongan {percent} % tiap tiket.</translation>
    </message>
    <message>
        <source>Until {when}. Nothing is kept.</source>
        <translation>Sampai {when}. Tanpa potongan.</translation>
    </message>
    <message>
        <source>Give back {amount}?</source>
        <translation>Kembalikan {amount}?</translation>
    </message>
    <message>
        <source>The tickets are void at once and the seats free.</source>
        <translation>Tiket langsung tidak berlaku dan kursinya bebas.</translation>
    </message>
    <message>
        <source>For giving back {amount} of {booking}: {names}.</source>
        <translation>Untuk mengembalikan {amount} dari {booking}: {names}.</translation>
    </message>
    <message>
        <source>{number}: {parts}</source>
        <translation>{number}: {parts}</translation>
    </message>
    <message>
        <source>The seats are free, the tickets void; two slips are printed.</source>
        <translation>Kursi bebas, tiket tidak berlaku; dua bukti dicetak.</translation>
    </message>
    <message>
        <source>Undo a mistake</source>
        <translation>Batalkan salah jual</translation>
    </message>
    <message>
        <source>Who gives a ticket back?</source>
        <translation>Siapa yang mengembalikan tiket?</translation>
    </message>
    <message>
        <source>The seats are free, the tickets void. {amount} went back the way it came.</source>
        <translation>Kursi sudah bebas, tiket batal. {amount} sudah kembali lewat jalan yang sama.</translation>
    </message>
    <message>
        <source>The machine did not give {amount} back yet: see Refunds (Shift+F9).</source>
        <translation>Mesin belum mengembalikan {amount}: lihat Pengembalian (Shift+F9).</translation>
    </message>
</context>
<context>
    <name>RefundsScreen</name>
    <message>
        <source>Refunds</source>
        <translation>Pengembalian</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Pilih</translation>
    </message>
    <message>
        <source>Came back</source>
        <translation>Gagal</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Muat ulang</translation>
    </message>
    <message>
        <source>Open offers:</source>
        <translation>Penawaran terbuka:</translation>
    </message>
    <message>
        <source>overdue since {day}</source>
        <translation>terlambat sejak {day}</translation>
    </message>
    <message>
        <source>due today</source>
        <translation>jatuh tempo hari ini</translation>
    </message>
    <message>
        <source>Given back {day} {time} at {counter} by {who}</source>
        <translation>Dikembalikan {day} {time} di {counter} oleh {who}</translation>
    </message>
    <message>
        <source>Came back: {why}</source>
        <translation>Gagal: {why}</translation>
    </message>
    <message>
        <source>It is sent</source>
        <translation>Sudah dikirim</translation>
    </message>
    <message>
        <source>It arrived</source>
        <translation>Sudah sampai</translation>
    </message>
    <message>
        <source>Send it again</source>
        <translation>Kirim lagi</translation>
    </message>
    <message>
        <source>Type the transfer&apos;s reference, or what the bank said.</source>
        <translation>Ketik nomor transfer, atau keterangan bank.</translation>
    </message>
    <message>
        <source>Money on its way to customers</source>
        <translation>Dana dalam perjalanan ke pelanggan</translation>
    </message>
    <message>
        <source>Reference of the transfer, or what the bank said</source>
        <translation>Nomor transfer, atau keterangan bank</translation>
    </message>
    <message>
        <source>No money is on its way</source>
        <translation>Tidak ada dana dalam proses</translation>
    </message>
    <message>
        <source>Refunds by transfer, e-wallet or card wait here until they have arrived.</source>
        <translation>Pengembalian lewat transfer, dompet digital atau kartu menunggu di sini sampai diterima.</translation>
    </message>
    <message>
        <source>Ask again</source>
        <translation>Tanya lagi</translation>
    </message>
    <message>
        <source>Give it back</source>
        <translation>Kembalikan</translation>
    </message>
    <message>
        <source>The machine is asked…</source>
        <translation>Mesin sedang ditanya…</translation>
    </message>
    <message>
        <source>Asked, and no answer came: money may have moved. Asked again, it goes back once.</source>
        <translation>Sudah ditanya, belum ada jawaban: uang mungkin sudah bergerak. Bila ditanya lagi, uang tetap kembali satu kali.</translation>
    </message>
    <message>
        <source>Refused: {why}</source>
        <translation>Ditolak: {why}</translation>
    </message>
    <message>
        <source>Ask again, or a supervisor notes that it came back and sends it another way.</source>
        <translation>Tanya lagi, atau pengawas mencatat bahwa uang kembali dan mengirimnya lewat jalan lain.</translation>
    </message>
    <message>
        <source>{reference}: no answer yet. Ask again.</source>
        <translation>{reference}: belum ada jawaban. Tanya lagi.</translation>
    </message>
    <message numerus="yes">
        <source>%n day(s) left</source>
        <translation>
            <numerusform>sisa %n hari</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ReportView</name>
    <message>
        <source>Z report {number}</source>
        <translation>Laporan Z {number}</translation>
    </message>
    <message>
        <source>X report</source>
        <translation>Laporan X</translation>
    </message>
    <message>
        <source>Opened</source>
        <translation>Dibuka</translation>
    </message>
    <message>
        <source>Sales</source>
        <translation>Penjualan</translation>
    </message>
    <message>
        <source>Tickets</source>
        <translation>Tiket</translation>
    </message>
    <message>
        <source>Drawer opened</source>
        <translation>Laci dibuka</translation>
    </message>
    <message>
        <source>Payments without an answer</source>
        <translation>Pembayaran belum terjawab</translation>
    </message>
    <message>
        <source>Change money (float)</source>
        <translation>Uang kembalian (kas awal)</translation>
    </message>
    <message>
        <source>Cash sales, net of change</source>
        <translation>Penjualan tunai bersih</translation>
    </message>
    <message>
        <source>Cash in</source>
        <translation>Kas masuk</translation>
    </message>
    <message>
        <source>Cash out</source>
        <translation>Kas keluar</translation>
    </message>
    <message>
        <source>Dropped to the safe</source>
        <translation>Disetor ke brankas</translation>
    </message>
    <message>
        <source>Cash refunds</source>
        <translation>Pengembalian tunai</translation>
    </message>
    <message>
        <source>Expected in the drawer</source>
        <translation>Seharusnya di laci</translation>
    </message>
    <message>
        <source>Counted</source>
        <translation>Dihitung</translation>
    </message>
    <message>
        <source>Variance</source>
        <translation>Selisih</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Diverifikasi</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>Disetujui oleh</translation>
    </message>
    <message>
        <source>Money taken</source>
        <translation>Uang diterima</translation>
    </message>
    <message>
        <source>All sales</source>
        <translation>Semua penjualan</translation>
    </message>
    <message>
        <source>Cards by a typed slip</source>
        <translation>Kartu menurut struk yang diketik</translation>
    </message>
    <message>
        <source>Cards found by asking again</source>
        <translation>Kartu menurut hasil tanya ulang</translation>
    </message>
</context>
<context>
    <name>ReprintDialog</name>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Hilang</translation>
    </message>
    <message>
        <source>Damaged</source>
        <translation>Rusak</translation>
    </message>
    <message>
        <source>Did not come out</source>
        <translation>Tidak keluar</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Lainnya</translation>
    </message>
    <message>
        <source>What happened</source>
        <translation>Apa yang terjadi</translation>
    </message>
    <message>
        <source>Print the ticket of {name} again?</source>
        <translation>Cetak ulang tiket {name}?</translation>
    </message>
    <message>
        <source>Issue {next} of {ticket} is printed; issue {now} and older paper become void.</source>
        <translation>Cetakan ke-{next} tiket {ticket} dicetak; cetakan ke-{now} dan sebelumnya tidak berlaku.</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Cetak</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Say why.</source>
        <translation>Tulis alasannya.</translation>
    </message>
</context>
<context>
    <name>Reprinting</name>
    <message>
        <source>No printer is set up</source>
        <translation>Printer belum diatur</translation>
    </message>
    <message>
        <source>Set one up on the printer page.</source>
        <translation>Atur di halaman Printer.</translation>
    </message>
    <message>
        <source>The next issue is being printed</source>
        <translation>Cetakan berikutnya sedang dicetak</translation>
    </message>
    <message>
        <source>The older paper is void now.</source>
        <translation>Kertas yang lama tidak berlaku lagi.</translation>
    </message>
    <message>
        <source>The receipt is on its way to the printer</source>
        <translation>Struk sedang dikirim ke printer</translation>
    </message>
    <message>
        <source>Answer on the printer page.</source>
        <translation>Jawab di halaman Printer.</translation>
    </message>
    <message>
        <source>Receipt: {state}</source>
        <translation>Struk: {state}</translation>
    </message>
    <message>
        <source>Issue {number}: {state}</source>
        <translation>Cetakan ke-{number}: {state}</translation>
    </message>
    <message>
        <source>Not printed</source>
        <translation>Belum tercetak</translation>
    </message>
    <message>
        <source>A supervisor signs for this paper.</source>
        <translation>Pengawas menandatangani untuk kertas ini.</translation>
    </message>
    <message>
        <source>To print the ticket again: {reason}.</source>
        <translation>Untuk mencetak ulang tiket: {reason}.</translation>
    </message>
</context>
<context>
    <name>ReseatDialog</name>
    <message>
        <source>Number of the coach that is not there</source>
        <translation>Nomor kereta yang tidak ada</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>Other seats on {train}</source>
        <translation>Kursi lain di {train}</translation>
    </message>
    <message>
        <source>Parties stay together where there is room. Their tickets get a new issue, the old ones are void.</source>
        <translation>Rombongan tetap bersama bila ada tempat. Tiket mereka diterbitkan ulang, yang lama tidak berlaku.</translation>
    </message>
    <message>
        <source>Move them</source>
        <translation>Pindahkan</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Travellers {count}, without a seat {without}</source>
        <translation>Penumpang {count}, tanpa kursi {without}</translation>
    </message>
    <message>
        <source>Type the coach&apos;s number and look at the plan.</source>
        <translation>Ketik nomor keretanya dan lihat rencananya.</translation>
    </message>
    <message>
        <source>Say why.</source>
        <translation>Sebutkan alasannya.</translation>
    </message>
    <message>
        <source>Who finds no seat is owed the money or the next train.</source>
        <translation>Yang tidak dapat kursi berhak atas uang kembali atau KA berikutnya.</translation>
    </message>
</context>
<context>
    <name>ResultCard</name>
    <message>
        <source>KA {number}</source>
        <translation>KA {number}</translation>
    </message>
</context>
<context>
    <name>ResultList</name>
    <message>
        <source>Trains found</source>
        <translation>KA yang ditemukan</translation>
    </message>
</context>
<context>
    <name>ResultModel</name>
    <message>
        <source>Cancelled</source>
        <translation>Dibatalkan</translation>
    </message>
    <message>
        <source>Sale closed</source>
        <translation>Penjualan ditutup</translation>
    </message>
    <message>
        <source>Sold out</source>
        <translation>Habis</translation>
    </message>
    <message>
        <source>No fare</source>
        <translation>Tanpa tarif</translation>
    </message>
    <message numerus="yes">
        <source>%n seat(s) left</source>
        <extracomment>Indonesian: Tersisa %n kursi</extracomment>
        <translation>
            <numerusform>Tersisa %n kursi</numerusform>
        </translation>
    </message>
    <message>
        <source>Available</source>
        <extracomment>Indonesian: Tersedia</extracomment>
        <translation>Tersedia</translation>
    </message>
    <message>
        <source>Sale ends in {minutes} min</source>
        <translation>Penjualan ditutup {minutes} mnt lagi</translation>
    </message>
    <message>
        <source>{minutes} min late</source>
        <translation>Terlambat {minutes} mnt</translation>
    </message>
    <message>
        <source>{hours}h {minutes}m</source>
        <translation>{hours}j {minutes}m</translation>
    </message>
    <message>
        <source>Go-show from {time}</source>
        <translation>Go-show mulai {time}</translation>
    </message>
</context>
<context>
    <name>SaleBar</name>
    <message>
        <source>Total</source>
        <translation>Total</translation>
    </message>
    <message>
        <source>Passengers</source>
        <translation>Penumpang</translation>
    </message>
    <message>
        <source>held</source>
        <translation>ditahan</translation>
    </message>
    <message>
        <source>The time is up: the seats are free again</source>
        <translation>Waktu habis: kursi bebas kembali</translation>
    </message>
    <message>
        <source>Hold them again</source>
        <translation>Tahan lagi</translation>
    </message>
    <message>
        <source>Other seats</source>
        <translation>Kursi lain</translation>
    </message>
    <message>
        <source>No seats yet</source>
        <translation>Belum ada kursi</translation>
    </message>
    <message>
        <source>Choose a train first</source>
        <translation>Pilih KA dahulu</translation>
    </message>
    <message>
        <source>Holding the seats …</source>
        <translation>Menahan kursi …</translation>
    </message>
    <message numerus="yes">
        <source>Choose %n seat(s)</source>
        <translation>
            <numerusform>Pilih %n kursi</numerusform>
        </translation>
    </message>
    <message>
        <source>F6 takes the best ones together</source>
        <translation>F6 mengambil kursi terbaik berdekatan</translation>
    </message>
    <message numerus="yes">
        <source>%n more seat(s) to choose</source>
        <translation>
            <numerusform>%n kursi lagi</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n infant(s) free</source>
        <translation>
            <numerusform>%n bayi gratis</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SaleSummary</name>
    <message>
        <source>next day</source>
        <translation>hari berikutnya</translation>
    </message>
    <message>
        <source>+{days} days</source>
        <translation>+{days} hari</translation>
    </message>
</context>
<context>
    <name>SalesDialog</name>
    <message>
        <source>This train is</source>
        <translation>KA ini</translation>
    </message>
    <message>
        <source>On sale</source>
        <translation>Dijual</translation>
    </message>
    <message>
        <source>Go-show only</source>
        <translation>Khusus go-show</translation>
    </message>
    <message>
        <source>Not sold</source>
        <translation>Tidak dijual</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>Sale of {train}</source>
        <translation>Penjualan {train}</translation>
    </message>
    <message>
        <source>For every counter along its way. What is held already may still be paid.</source>
        <translation>Berlaku di semua loket sepanjang lintasnya. Kursi yang sudah ditahan masih boleh dibayar.</translation>
    </message>
    <message>
        <source>Say so</source>
        <translation>Umumkan</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Sold as usual, from the first day of its booking window until its gate closes.</source>
        <translation>Dijual seperti biasa, sejak awal masa pemesanan sampai gerbang ditutup.</translation>
    </message>
    <message>
        <source>Sold in the last hours only: from this station from {time} on.</source>
        <translation>Dijual pada jam-jam terakhir saja: dari stasiun ini mulai {time}.</translation>
    </message>
    <message>
        <source>Nobody buys or moves to it until it is said to be on sale again.</source>
        <translation>Tidak bisa dibeli atau dituju penukaran sampai dinyatakan dijual lagi.</translation>
    </message>
    <message>
        <source>Say why.</source>
        <translation>Sebutkan alasannya.</translation>
    </message>
</context>
<context>
    <name>Saying</name>
    <message>
        <source>Something went wrong in the program</source>
        <translation>Ada yang salah di program</translation>
    </message>
    <message>
        <source>It is noted under {number}. Look whether it was done before you do it again.</source>
        <translation>Tercatat dengan nomor {number}. Periksa dulu apakah sudah terlaksana sebelum mengulang.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Tutup</translation>
    </message>
</context>
<context>
    <name>ScannerScreen</name>
    <message>
        <source>Scanner</source>
        <translation>Pemindai</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Simpan</translation>
    </message>
    <message>
        <source>Set-up sheet</source>
        <translation>Lembar pengaturan</translation>
    </message>
    <message>
        <source>A ticket of ours</source>
        <translation>Tiket kita</translation>
    </message>
    <message>
        <source>Another code</source>
        <translation>Kode lain</translation>
    </message>
    <message>
        <source>through the serial port</source>
        <translation>lewat port serial</translation>
    </message>
    <message>
        <source>nothing</source>
        <translation>tidak ada</translation>
    </message>
    <message>
        <source>before: {before}, after: {after}</source>
        <translation>depan: {before}, belakang: {after}</translation>
    </message>
    <message>
        <source>{least} to {most} ms, mostly {middle} ms</source>
        <translation>{least} sampai {most} mdtk, umumnya {middle} mdtk</translation>
    </message>
    <message>
        <source>Good: the serial port brought a whole code.</source>
        <translation>Baik: port serial membawa kode utuh.</translation>
    </message>
    <message>
        <source>Good: STX before and an end after. It works on every page.</source>
        <translation>Baik: STX di depan dan akhiran di belakang. Berfungsi di semua halaman.</translation>
    </message>
    <message>
        <source>It sends no STX. Program it with the set-up sheet; or choose “keyboard, no STX”: then it is told by its pace, and what is typed comes a blink later.</source>
        <translation>Pemindai ini tidak mengirim STX. Atur dengan lembar pengaturan; atau pilih “papan ketik, tanpa STX”: pindaian dikenali dari kecepatannya, dan ketikan muncul sekejap kemudian.</translation>
    </message>
    <message>
        <source>It sends no Enter after the code. Program it with the set-up sheet.</source>
        <translation>Pemindai ini tidak mengirim Enter setelah kode. Atur dengan lembar pengaturan.</translation>
    </message>
    <message>
        <source>Like /dev/ttyACM0 or COM5, speed behind it: COM5@115200</source>
        <translation>Seperti /dev/ttyACM0 atau COM5, kecepatan di belakangnya: COM5@115200</translation>
    </message>
    <message>
        <source>No serial port is plugged in at the moment.</source>
        <translation>Saat ini tidak ada port serial yang terpasang.</translation>
    </message>
    <message>
        <source>Choose a port below, or type its name.</source>
        <translation>Pilih port di bawah, atau ketik namanya.</translation>
    </message>
    <message>
        <source>The settings could not be kept</source>
        <translation>Pengaturan tidak dapat disimpan</translation>
    </message>
    <message>
        <source>Kept. Scan something to see that it works.</source>
        <translation>Disimpan. Pindai sesuatu untuk mencobanya.</translation>
    </message>
    <message>
        <source>Port open</source>
        <translation>Port terbuka</translation>
    </message>
    <message>
        <source>Unplugged; looked for every 2 s</source>
        <translation>Terlepas; dicari tiap 2 dtk</translation>
    </message>
    <message>
        <source>The set-up sheet lies here; print it on A4</source>
        <translation>Lembar pengaturan ada di sini; cetak di A4</translation>
    </message>
    <message>
        <source>Which scanner stands here</source>
        <translation>Pemindai yang dipakai di sini</translation>
    </message>
    <message>
        <source>Kind</source>
        <translation>Jenis</translation>
    </message>
    <message>
        <source>Keyboard, STX</source>
        <translation>Papan ketik, STX</translation>
    </message>
    <message>
        <source>Keyboard, no STX</source>
        <translation>Papan ketik, tanpa STX</translation>
    </message>
    <message>
        <source>Serial port</source>
        <translation>Port serial</translation>
    </message>
    <message>
        <source>Port</source>
        <translation>Port</translation>
    </message>
    <message>
        <source>Test your scanner</source>
        <translation>Uji pemindai</translation>
    </message>
    <message>
        <source>Read as</source>
        <translation>Terbaca</translation>
    </message>
    <message>
        <source>Is</source>
        <translation>Berupa</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tombol</translation>
    </message>
    <message>
        <source>Frame</source>
        <translation>Bingkai</translation>
    </message>
    <message>
        <source>Gaps</source>
        <translation>Jeda</translation>
    </message>
    <message>
        <source>Scan codes</source>
        <translation>Kode tombol</translation>
    </message>
    <message>
        <source>Scan a ticket or the code at the foot of the set-up sheet.</source>
        <translation>Pindai tiket atau kode di kaki lembar pengaturan.</translation>
    </message>
</context>
<context>
    <name>SearchBar</name>
    <message>
        <source>From</source>
        <translation>Dari</translation>
    </message>
    <message>
        <source>To</source>
        <translation>Ke</translation>
    </message>
    <message>
        <source>Code, name or city</source>
        <translation>Kode, nama, atau kota</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Tanggal</translation>
    </message>
    <message>
        <source>Passengers</source>
        <translation>Penumpang</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Cari</translation>
    </message>
    <message>
        <source>Turn the journey round</source>
        <translation>Balik arah perjalanan</translation>
    </message>
    <message>
        <source>That is where the journey begins.</source>
        <translation>Itu stasiun asal perjalanan.</translation>
    </message>
</context>
<context>
    <name>SeatButton</name>
    <message>
        <source>Seat {number}</source>
        <translation>Kursi {number}</translation>
    </message>
    <message>
        <source>wheelchair place</source>
        <translation>tempat kursi roda</translation>
    </message>
    <message>
        <source>window</source>
        <translation>jendela</translation>
    </message>
    <message>
        <source>aisle</source>
        <translation>lorong</translation>
    </message>
    <message>
        <source>middle</source>
        <translation>tengah</translation>
    </message>
    <message>
        <source>free</source>
        <translation>kosong</translation>
    </message>
    <message>
        <source>held for this customer</source>
        <translation>ditahan untuk pelanggan ini</translation>
    </message>
    <message>
        <source>being held</source>
        <translation>sedang ditahan</translation>
    </message>
    <message>
        <source>held by another counter</source>
        <translation>ditahan loket lain</translation>
    </message>
    <message>
        <source>sold</source>
        <translation>terjual</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>diblokir</translation>
    </message>
    <message>
        <source>another counter was faster</source>
        <translation>didahului loket lain</translation>
    </message>
</context>
<context>
    <name>SeatDialog</name>
    <message>
        <source>New seat, like 5A or 2/5A for coach 2</source>
        <translation>Kursi baru, misalnya 5A atau 2/5A untuk kereta 2</translation>
    </message>
    <message>
        <source>Another seat for {name}</source>
        <translation>Kursi lain untuk {name}</translation>
    </message>
    <message>
        <source>Now {seat}. The same train and class, free of charge; the next issue is printed.</source>
        <translation>Sekarang {seat}. Kereta dan kelas yang sama, gratis; terbitan berikutnya dicetak.</translation>
    </message>
    <message>
        <source>Change the seat</source>
        <translation>Ubah kursi</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
</context>
<context>
    <name>SeatMap</name>
    <message>
        <source>Seats of coach {label}</source>
        <translation>Kursi kereta {label}</translation>
    </message>
</context>
<context>
    <name>SeatPanel</name>
    <message>
        <source>Free</source>
        <translation>Kosong</translation>
    </message>
    <message>
        <source>Chosen</source>
        <translation>Dipilih</translation>
    </message>
    <message>
        <source>Held</source>
        <translation>Ditahan</translation>
    </message>
    <message>
        <source>Sold</source>
        <translation>Terjual</translation>
    </message>
    <message>
        <source>Wheelchair</source>
        <translation>Kursi roda</translation>
    </message>
    <message>
        <source>move</source>
        <translation>pindah</translation>
    </message>
    <message>
        <source>choose</source>
        <translation>pilih</translation>
    </message>
    <message>
        <source>best</source>
        <translation>terbaik</translation>
    </message>
    <message>
        <source>coach</source>
        <translation>kereta</translation>
    </message>
    <message>
        <source>KA {number}</source>
        <translation>KA {number}</translation>
    </message>
</context>
<context>
    <name>SellScreen</name>
    <message>
        <source>Sell</source>
        <translation>Jual</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Perintah</translation>
    </message>
    <message>
        <source>Hold again</source>
        <translation>Tahan lagi</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Muat ulang</translation>
    </message>
    <message>
        <source>Best seats</source>
        <translation>Kursi terbaik</translation>
    </message>
    <message>
        <source>Accessible</source>
        <translation>Kursi roda</translation>
    </message>
    <message>
        <source>Passengers</source>
        <translation>Penumpang</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Choose a train</source>
        <translation>Pilih KA</translation>
    </message>
    <message>
        <source>Its coaches and seats appear here, live.</source>
        <translation>Kereta dan kursinya tampil di sini, langsung.</translation>
    </message>
    <message>
        <source>The sale of this train has ended</source>
        <translation>Penjualan KA ini sudah ditutup</translation>
    </message>
    <message>
        <source>Sale ends in {time}</source>
        <translation>Penjualan ditutup {time} lagi</translation>
    </message>
    <message>
        <source>Held: {train}. F8 goes on with it, Enter takes the train marked in the list.</source>
        <translation>Ditahan: {train}. F8 melanjutkannya, Enter mengambil KA yang ditandai di daftar.</translation>
    </message>
    <message numerus="yes">
        <source>%n train(s)</source>
        <translation>
            <numerusform>%n KA</numerusform>
        </translation>
    </message>
    <message>
        <source>{seats} was just taken by another counter. Choose another, or F6 for the best.</source>
        <translation>{seats} baru saja diambil loket lain. Pilih yang lain, atau F6 untuk yang terbaik.</translation>
    </message>
</context>
<context>
    <name>ShiftScreen</name>
    <message>
        <source>Shift</source>
        <translation>Kas shift</translation>
    </message>
    <message>
        <source>Count notes and coins</source>
        <translation>Hitung per pecahan</translation>
    </message>
    <message>
        <source>Go on with your shift</source>
        <translation>Lanjutkan shift Anda</translation>
    </message>
    <message>
        <source>Back to selling</source>
        <translation>Kembali berjualan</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>Bookings</source>
        <translation>Pesanan</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Periksa lagi</translation>
    </message>
    <message>
        <source>Write down the count</source>
        <translation>Catat hitungan</translation>
    </message>
    <message>
        <source>Next shift</source>
        <translation>Shift berikutnya</translation>
    </message>
    <message>
        <source>Print again</source>
        <translation>Cetak lagi</translation>
    </message>
    <message>
        <source>Close the shift</source>
        <translation>Tutup shift</translation>
    </message>
    <message>
        <source>Write down {amount}?</source>
        <translation>Catat {amount}?</translation>
    </message>
    <message>
        <source>The count stands: it cannot be changed afterwards.</source>
        <translation>Hitungan ini tetap: sesudahnya tidak dapat diubah.</translation>
    </message>
    <message>
        <source>It is right</source>
        <translation>Sudah benar</translation>
    </message>
    <message>
        <source>Count again</source>
        <translation>Hitung lagi</translation>
    </message>
    <message>
        <source>Say why.</source>
        <translation>Sebutkan alasannya.</translation>
    </message>
    <message>
        <source>For the difference of {amount}.</source>
        <translation>Untuk selisih {amount}.</translation>
    </message>
    <message>
        <source>with the key: {reason}</source>
        <translation>dengan kunci: {reason}</translation>
    </message>
    <message>
        <source>The drawer is open.</source>
        <translation>Laci terbuka.</translation>
    </message>
    <message>
        <source>{number} written down: {amount}</source>
        <translation>{number} tercatat: {amount}</translation>
    </message>
    <message>
        <source>For paying out {amount}.</source>
        <translation>Untuk mengeluarkan {amount}.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Coba lagi</translation>
    </message>
    <message>
        <source>Open the shift</source>
        <translation>Buka shift</translation>
    </message>
    <message>
        <source>Open payments</source>
        <translation>Pembayaran terbuka</translation>
    </message>
    <message>
        <source>Batch {batch}: {count} sales, {amount}</source>
        <translation>Batch {batch}: {count} penjualan, {amount}</translation>
    </message>
    <message>
        <source>The card terminal closed its batch</source>
        <translation>Mesin EDC menutup batch-nya</translation>
    </message>
    <message>
        <source>Close the batch on the card terminal</source>
        <translation>Tutup batch pada mesin EDC</translation>
    </message>
    <message>
        <source>Give its slip to the supervisor, who writes it down.</source>
        <translation>Serahkan struknya kepada pengawas untuk dicatat.</translation>
    </message>
</context>
<context>
    <name>SignDialog</name>
    <message>
        <source>Supervisor&apos;s NIPP</source>
        <translation>NIPP pengawas</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Kata sandi</translation>
    </message>
    <message>
        <source>A supervisor signs</source>
        <translation>Tanda tangan pengawas</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>Tanda tangani</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
</context>
<context>
    <name>SignInScreen</name>
    <message>
        <source>Type your NIPP.</source>
        <translation>Ketik NIPP Anda.</translation>
    </message>
    <message>
        <source>Type your password.</source>
        <translation>Ketik kata sandi.</translation>
    </message>
    <message>
        <source>Signing in …</source>
        <translation>Masuk …</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Masuk</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Coba lagi</translation>
    </message>
    <message>
        <source>Caps Lock is on.</source>
        <translation>Caps Lock menyala.</translation>
    </message>
    <message>
        <source>Good work today</source>
        <translation>Selamat bertugas</translation>
    </message>
    <message>
        <source>Sign in with your NIPP and password.</source>
        <translation>Masuk dengan NIPP dan kata sandi.</translation>
    </message>
    <message>
        <source>NIPP</source>
        <translation>NIPP</translation>
    </message>
    <message>
        <source>e.g. 10001</source>
        <translation>misalnya 10001</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Kata sandi</translation>
    </message>
    <message>
        <source>Demonstration: pick a member. The password is {password}</source>
        <translation>Demo: pilih petugas. Kata sandinya {password}</translation>
    </message>
</context>
<context>
    <name>SignaturesScreen</name>
    <message>
        <source>Signatures</source>
        <translation>Persetujuan</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Pilih</translation>
    </message>
    <message>
        <source>Sign</source>
        <translation>Tanda tangani</translation>
    </message>
    <message>
        <source>Decline</source>
        <translation>Tolak</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Muat ulang</translation>
    </message>
    <message>
        <source>Asked by {who} at {counter}, {station}. Open until {until}.</source>
        <translation>Diminta oleh {who} di {counter}, {station}. Terbuka sampai {until}.</translation>
    </message>
    <message>
        <source>Reason: {reason}</source>
        <translation>Alasan: {reason}</translation>
    </message>
    <message>
        <source>Overrules the rule: {why}</source>
        <translation>Mengesampingkan aturan: {why}</translation>
    </message>
    <message>
        <source>Nothing was signed in the last days.</source>
        <translation>Tidak ada yang ditandatangani beberapa hari terakhir.</translation>
    </message>
    <message>
        <source>Say why, so that the clerk can tell the customer.</source>
        <translation>Sebutkan alasannya, agar petugas dapat memberi tahu pelanggan.</translation>
    </message>
    <message>
        <source>Signed for {who}.</source>
        <translation>Ditandatangani untuk {who}.</translation>
    </message>
    <message>
        <source>Declined. {who} is told.</source>
        <translation>Ditolak. {who} diberi tahu.</translation>
    </message>
    <message>
        <source>Waiting for a signature</source>
        <translation>Menunggu tanda tangan</translation>
    </message>
    <message>
        <source>Who signed for whom</source>
        <translation>Siapa menandatangani untuk siapa</translation>
    </message>
    <message>
        <source>Note to the clerk</source>
        <translation>Catatan untuk petugas</translation>
    </message>
    <message>
        <source>Nothing waits for your signature</source>
        <translation>Tidak ada yang menunggu tanda tangan Anda</translation>
    </message>
    <message>
        <source>When a clerk asks for one it appears here, and a note says so on every page.</source>
        <translation>Bila petugas memintanya, permintaan muncul di sini, dan pesan tampil di setiap halaman.</translation>
    </message>
    <message>
        <source> ({used} used)</source>
        <translation> ({used} dipakai)</translation>
    </message>
</context>
<context>
    <name>Signing</name>
    <message numerus="yes">
        <source>It rings at %n supervisor(s) on duty until {until}, or one signs here.</source>
        <translation>
            <numerusform>Diminta pada %n pengawas yang bertugas sampai {until}, atau tanda tangan di sini.</numerusform>
        </translation>
    </message>
    <message>
        <source>No supervisor is signed in at this station. It lies open until {until}.</source>
        <translation>Tidak ada pengawas yang masuk di stasiun ini. Permintaan terbuka sampai {until}.</translation>
    </message>
    <message>
        <source>{who} declined{note}</source>
        <translation>{who} menolak{note}</translation>
    </message>
    <message>
        <source>Nobody answered in time. A supervisor can still sign here.</source>
        <translation>Tidak ada yang menjawab. Pengawas masih dapat menandatangani di sini.</translation>
    </message>
</context>
<context>
    <name>SplashScreen</name>
    <message>
        <source>Try again</source>
        <translation>Coba lagi</translation>
    </message>
    <message>
        <source>The counter cannot start</source>
        <translation>Loket tidak dapat dijalankan</translation>
    </message>
    <message>
        <source>Nothing is lost: what was sold and kept lies where it lay.</source>
        <translation>Tidak ada yang hilang: yang terjual dan tersimpan tetap di tempatnya.</translation>
    </message>
    <message>
        <source>It is noted under {number} in {logs}.</source>
        <translation>Dicatat dengan nomor {number} di {logs}.</translation>
    </message>
    <message>
        <source>If it happens again, call the engineer: “kai-counter doctor” looks at everything.</source>
        <translation>Jika terulang, hubungi teknisi: “kai-counter doctor” memeriksa semuanya.</translation>
    </message>
    <message>
        <source>Getting ready</source>
        <translation>Menyiapkan loket</translation>
    </message>
    <message>
        <source>The first start lays out the database and the timetable. This happens once.</source>
        <translation>Saat pertama dijalankan, basis data dan jadwal disiapkan. Hanya sekali.</translation>
    </message>
</context>
<context>
    <name>StartScreen</name>
    <message>
        <source>No answer yet. Look at the printer.</source>
        <translation>Belum ada jawaban. Periksa printer.</translation>
    </message>
    <message>
        <source>Not tried. Codes can be typed.</source>
        <translation>Tidak dicoba. Kode dapat diketik.</translation>
    </message>
    <message>
        <source>This machine is {minutes} min off; the database&apos;s time is used.</source>
        <translation>Jam mesin ini selisih {minutes} mnt; waktu basis data yang dipakai.</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>Bertanya …</translation>
    </message>
    <message>
        <source>Answers in {ms} ms</source>
        <translation>Menjawab dalam {ms} md</translation>
    </message>
    <message>
        <source>No answer. Check the network, then press Enter.</source>
        <translation>Tidak ada jawaban. Periksa jaringan, lalu tekan Enter.</translation>
    </message>
    <message>
        <source>No printer is set up.</source>
        <translation>Printer belum diatur.</translation>
    </message>
    <message>
        <source>Printing a test ticket …</source>
        <translation>Mencetak tiket uji …</translation>
    </message>
    <message>
        <source>Test ticket printed.</source>
        <translation>Tiket uji tercetak.</translation>
    </message>
    <message>
        <source>Not ready ({reason}). See Printer.</source>
        <translation>Belum siap ({reason}). Lihat Printer.</translation>
    </message>
    <message>
        <source>Scan any ticket, or press Enter to go on.</source>
        <translation>Pindai tiket apa saja, atau tekan Enter untuk lanjut.</translation>
    </message>
    <message>
        <source>Read {code}</source>
        <translation>Terbaca {code}</translation>
    </message>
    <message>
        <source>No answer from the database. Press Enter to try again.</source>
        <translation>Basis data tidak menjawab. Tekan Enter untuk mencoba lagi.</translation>
    </message>
    <message>
        <source>Welcome, {name}</source>
        <translation>Selamat datang, {name}</translation>
    </message>
    <message>
        <source>Enter goes through the checks one by one. F8 goes straight to the shift.</source>
        <translation>Enter menjalankan pemeriksaan satu per satu. F8 langsung ke shift.</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Jam</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Basis data</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>Pemindai</translation>
    </message>
    <message>
        <source>Not checked yet</source>
        <translation>Belum diperiksa</translation>
    </message>
    <message>
        <source>Change money in the drawer (float)</source>
        <translation>Modal kas di laci</translation>
    </message>
    <message>
        <source>Count notes and coins</source>
        <translation>Hitung per pecahan</translation>
    </message>
    <message>
        <source>Without a shift</source>
        <translation>Tanpa shift</translation>
    </message>
    <message>
        <source>Open the shift</source>
        <translation>Buka shift</translation>
    </message>
    <message>
        <source>Go on with your shift ({float})</source>
        <translation>Lanjutkan shift Anda ({float})</translation>
    </message>
</context>
<context>
    <name>StationField</name>
    <message>
        <source>Which station?</source>
        <translation>Stasiun mana?</translation>
    </message>
    <message>
        <source>Which one? {codes}</source>
        <translation>Yang mana? {codes}</translation>
    </message>
    <message>
        <source>No such station.</source>
        <translation>Stasiun tidak dikenal.</translation>
    </message>
</context>
<context>
    <name>StationShifts</name>
    <message>
        <source>Shifts of the station</source>
        <translation>Shift di stasiun</translation>
    </message>
    <message>
        <source>since {day} {time}</source>
        <translation>sejak {day} {time}</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Tutup</translation>
    </message>
    <message>
        <source>Verify</source>
        <translation>Verifikasi</translation>
    </message>
    <message>
        <source>not counted</source>
        <translation>tidak dihitung</translation>
    </message>
    <message>
        <source>variance {amount}</source>
        <translation>selisih {amount}</translation>
    </message>
    <message>
        <source>your own drawer</source>
        <translation>laci Anda sendiri</translation>
    </message>
    <message>
        <source>{amount} in the drawer</source>
        <translation>{amount} di laci</translation>
    </message>
    <message>
        <source>Drawer too full</source>
        <translation>Laci terlalu penuh</translation>
    </message>
    <message>
        <source>Left behind</source>
        <translation>Ditinggalkan</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Buka</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Dijeda</translation>
    </message>
    <message>
        <source>Closing</source>
        <translation>Sedang ditutup</translation>
    </message>
    <message>
        <source>Closed</source>
        <translation>Ditutup</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Diverifikasi</translation>
    </message>
</context>
<context>
    <name>Strip</name>
    <message>
        <source>Database away</source>
        <translation>Basis data terputus</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Basis data</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Kas shift</translation>
    </message>
    <message>
        <source>Shift paused</source>
        <translation>Shift dijeda</translation>
    </message>
    <message>
        <source>Shift closing</source>
        <translation>Shift ditutup</translation>
    </message>
    <message>
        <source>No shift</source>
        <translation>Belum buka shift</translation>
    </message>
    <message>
        <source>No printer</source>
        <translation>Tanpa printer</translation>
    </message>
    <message>
        <source>Printer asks</source>
        <translation>Printer bertanya</translation>
    </message>
    <message>
        <source>Printer not ready</source>
        <translation>Printer belum siap</translation>
    </message>
    <message>
        <source>Paper runs low</source>
        <translation>Kertas hampir habis</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>Sale</source>
        <translation>Penjualan</translation>
    </message>
    <message>
        <source>Parked sale</source>
        <translation>Penjualan tersimpan</translation>
    </message>
</context>
<context>
    <name>Switches</name>
    <message>
        <source>Light</source>
        <translation>Terang</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Gelap</translation>
    </message>
    <message>
        <source>Daylight</source>
        <translation>Siang hari</translation>
    </message>
</context>
<context>
    <name>Telling</name>
    <message>
        <source>{counter} asks for a signature: {what}</source>
        <translation>{counter} meminta tanda tangan: {what}</translation>
    </message>
    <message>
        <source>Ctrl+S shows it.</source>
        <translation>Ctrl+S menampilkannya.</translation>
    </message>
    <message>
        <source>Money came for a sale that is not sold: Ctrl+U.</source>
        <translation>Uang masuk untuk penjualan yang belum terjual: Ctrl+U.</translation>
    </message>
    <message>
        <source>Money came that must be given back: Ctrl+U.</source>
        <translation>Uang masuk yang harus dikembalikan: Ctrl+U.</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Coba lagi</translation>
    </message>
    <message>
        <source>The database is back.</source>
        <translation>Basis data kembali.</translation>
    </message>
    <message>
        <source>You can go on where you were.</source>
        <translation>Lanjutkan dari tempat semula.</translation>
    </message>
    <message>
        <source>It is noted under {number}. Nothing you typed is lost; the sale is looked up by its id.</source>
        <translation>Tercatat dengan nomor {number}. Yang diketik tidak hilang; penjualan dicari menurut nomornya.</translation>
    </message>
    <message>
        <source>Look up this sale</source>
        <translation>Cari penjualan ini</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Tutup</translation>
    </message>
</context>
<context>
    <name>Timeline</name>
    <message>
        <source>What happened</source>
        <translation>Apa yang terjadi</translation>
    </message>
    <message>
        <source>paid {amount}</source>
        <translation>dibayar {amount}</translation>
    </message>
    <message>
        <source>given back {amount}</source>
        <translation>dikembalikan {amount}</translation>
    </message>
    <message>
        <source>kept {amount}</source>
        <translation>dipotong {amount}</translation>
    </message>
    <message>
        <source>valid tickets {amount}</source>
        <translation>tiket berlaku {amount}</translation>
    </message>
    <message>
        <source>Seats held</source>
        <translation>Kursi dipegang</translation>
    </message>
    <message>
        <source>Sold, receipt {receipt}</source>
        <translation>Terjual, struk {receipt}</translation>
    </message>
    <message>
        <source>Exchanged from {from}, receipt {receipt}</source>
        <translation>Ubah jadwal dari {from}, struk {receipt}</translation>
    </message>
    <message>
        <source>Paid {amount} by {method}</source>
        <translation>Dibayar {amount} dengan {method}</translation>
    </message>
    <message>
        <source>Ticket {ticket}, issue {issue}: {state} {reason}</source>
        <translation>Tiket {ticket}, terbitan {issue}: {state} {reason}</translation>
    </message>
    <message>
        <source>Gate {gate}: {ticket} {result}</source>
        <translation>Gerbang {gate}: {ticket} {result}</translation>
    </message>
    <message>
        <source>Identity checked ({document})</source>
        <translation>Identitas diperiksa ({document})</translation>
    </message>
    <message>
        <source>Wrong identity shown</source>
        <translation>Identitas salah ditunjukkan</translation>
    </message>
    <message>
        <source>Shown without its document: {reason}</source>
        <translation>Ditampilkan tanpa dokumen: {reason}</translation>
    </message>
    <message>
        <source>Passenger corrected</source>
        <translation>Penumpang dikoreksi</translation>
    </message>
    <message>
        <source>Refund of {amount} offered, not taken</source>
        <translation>Pengembalian {amount} ditawarkan, tidak diambil</translation>
    </message>
    <message>
        <source>Signed: {kind} — {reason}</source>
        <translation>Ditandatangani: {kind} — {reason}</translation>
    </message>
    <message>
        <source>Money back: {amount}, {method} ({reference})</source>
        <translation>Dana kembali: {amount}, {method} ({reference})</translation>
    </message>
    <message>
        <source>cash</source>
        <translation>tunai</translation>
    </message>
    <message>
        <source>debit card</source>
        <translation>kartu debit</translation>
    </message>
    <message>
        <source>credit card</source>
        <translation>kartu kredit</translation>
    </message>
    <message>
        <source>given-up tickets</source>
        <translation>tiket lama</translation>
    </message>
    <message>
        <source>passport</source>
        <translation>paspor</translation>
    </message>
    <message>
        <source>printed</source>
        <translation>tercetak</translation>
    </message>
    <message>
        <source>sent to the printer</source>
        <translation>terkirim ke printer</translation>
    </message>
    <message>
        <source>perhaps not complete</source>
        <translation>mungkin tidak lengkap</translation>
    </message>
    <message>
        <source>void</source>
        <translation>tidak berlaku</translation>
    </message>
    <message>
        <source>not printed yet</source>
        <translation>belum tercetak</translation>
    </message>
    <message>
        <source>lost</source>
        <translation>hilang</translation>
    </message>
    <message>
        <source>damaged</source>
        <translation>rusak</translation>
    </message>
    <message>
        <source>did not come out</source>
        <translation>tidak keluar</translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) given back: {amount}, kept {fee} — {rule}</source>
        <translation>
            <numerusform>%n tiket dikembalikan: {amount}, potongan {fee} — {rule}</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n ticket(s) exchanged away</source>
        <translation>
            <numerusform>%n tiket diubah jadwalnya</numerusform>
        </translation>
    </message>
    <message>
        <source>Another seat</source>
        <translation>Pindah kursi</translation>
    </message>
    <message>
        <source>corrected</source>
        <translation>dikoreksi</translation>
    </message>
    <message>
        <source>seat changed</source>
        <translation>ganti kursi</translation>
    </message>
</context>
<context>
    <name>TrainDetail</name>
    <message>
        <source>Late …</source>
        <translation>Terlambat …</translation>
    </message>
    <message>
        <source>Cancel …</source>
        <translation>Batalkan …</translation>
    </message>
    <message>
        <source>Seats …</source>
        <translation>Kursi …</translation>
    </message>
    <message>
        <source>Sale …</source>
        <translation>Jual …</translation>
    </message>
    <message>
        <source>List</source>
        <translation>Daftar</translation>
    </message>
</context>
<context>
    <name>TrainEnd</name>
    <message>
        <source>Who takes the train over? Name and number of the conductor.</source>
        <translation>Siapa yang menerima kereta? Nama dan nomor kondektur.</translation>
    </message>
    <message>
        <source>Why are the seats given back? One sentence is kept.</source>
        <translation>Mengapa kursinya dilepas? Satu kalimat disimpan.</translation>
    </message>
    <message>
        <source>Taken over by</source>
        <translation>Diterima oleh</translation>
    </message>
    <message>
        <source>Hand over</source>
        <translation>Serah terima</translation>
    </message>
    <message>
        <source>Reason for giving the seats back</source>
        <translation>Alasan melepas kursi</translation>
    </message>
    <message>
        <source>Release no-shows</source>
        <translation>Lepas kursi kosong</translation>
    </message>
</context>
<context>
    <name>TrainRows</name>
    <message numerus="yes">
        <source>%n seat(s) left</source>
        <translation>
            <numerusform>Tersisa %n kursi</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>TrainingFrame</name>
    <message>
        <source>nothing here is real: no ticket is valid, no money moves</source>
        <translation>semua hanya latihan: tiket tidak berlaku, tidak ada uang yang berpindah</translation>
    </message>
</context>
<context>
    <name>TransferDialog</name>
    <message>
        <source>Bank</source>
        <translation>Bank</translation>
    </message>
    <message>
        <source>Account</source>
        <translation>Rekening</translation>
    </message>
    <message>
        <source>Account again</source>
        <translation>Rekening sekali lagi</translation>
    </message>
    <message>
        <source>Holder&apos;s name</source>
        <translation>Nama pemilik</translation>
    </message>
    <message>
        <source>Transfer {amount}</source>
        <translation>Transfer {amount}</translation>
    </message>
    <message>
        <source>It arrives within 7 days; the slip says so.</source>
        <translation>Tiba dalam 7 hari; tertulis di bukti.</translation>
    </message>
    <message>
        <source>Give it back by transfer</source>
        <translation>Lewat transfer</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Something is missing here.</source>
        <translation>Ada yang belum diisi.</translation>
    </message>
    <message>
        <source>The two accounts differ. Type it once more.</source>
        <translation>Kedua rekening berbeda. Ketik sekali lagi.</translation>
    </message>
</context>
<context>
    <name>UnsettledScreen</name>
    <message>
        <source>Open payments</source>
        <translation>Pembayaran terbuka</translation>
    </message>
    <message>
        <source>Back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Choose</source>
        <translation>Pilih</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Lihat lagi</translation>
    </message>
    <message numerus="yes">
        <source>%n open</source>
        <translation>
            <numerusform>%n terbuka</numerusform>
        </translation>
    </message>
    <message>
        <source>Nothing is open</source>
        <translation>Tidak ada yang terbuka</translation>
    </message>
    <message>
        <source>Every payment of this counter has its answer.</source>
        <translation>Setiap pembayaran loket ini sudah ada jawabannya.</translation>
    </message>
    <message>
        <source>Looking …</source>
        <translation>Memeriksa …</translation>
    </message>
    <message>
        <source>Asking …</source>
        <translation>Menanyakan …</translation>
    </message>
    <message>
        <source>From the slip of the terminal. Then a supervisor signs.</source>
        <translation>Dari struk mesin EDC. Lalu supervisor menandatangani.</translation>
    </message>
    <message>
        <source>The number the gateway&apos;s own pages show for it. Then a supervisor signs.</source>
        <translation>Nomor yang ditampilkan halaman gateway. Lalu supervisor menandatangani.</translation>
    </message>
    <message>
        <source>How do you know? Then a supervisor signs.</source>
        <translation>Dari mana diketahui? Lalu supervisor menandatangani.</translation>
    </message>
    <message>
        <source>The reference of the void, the refund or the transfer.</source>
        <translation>Nomor pembatalan, pengembalian, atau transfer.</translation>
    </message>
    <message>
        <source>left to the supervisor</source>
        <translation>diserahkan kepada supervisor</translation>
    </message>
    <message>
        <source>not paid: {note}</source>
        <translation>tidak dibayar: {note}</translation>
    </message>
    <message>
        <source>paid, by its slip or number</source>
        <translation>sudah dibayar menurut struk atau nomornya</translation>
    </message>
    <message>
        <source>Six signs at least: letters, digits, - . _</source>
        <translation>Paling sedikit enam tanda: huruf, angka, - . _</translation>
    </message>
    <message>
        <source>Type it here first.</source>
        <translation>Ketik dulu di sini.</translation>
    </message>
    <message>
        <source>{what}: {reason}</source>
        <translation>{what}: {reason}</translation>
    </message>
    <message>
        <source>Approval code</source>
        <translation>Kode persetujuan</translation>
    </message>
    <message>
        <source>RRN (12 digits)</source>
        <translation>RRN (12 angka)</translation>
    </message>
    <message>
        <source>Last four digits</source>
        <translation>Empat angka terakhir</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nomor</translation>
    </message>
    <message>
        <source>What was seen</source>
        <translation>Yang terlihat</translation>
    </message>
</context>
<context>
    <name>VariancePanel</name>
    <message>
        <source>Cash is missing</source>
        <translation>Uang kurang</translation>
    </message>
    <message>
        <source>There is cash too much</source>
        <translation>Uang lebih</translation>
    </message>
    <message>
        <source>You counted {amount}. The count stands; say how the difference came about.</source>
        <translation>Anda menghitung {amount}. Hitungan ini tetap; jelaskan asal selisihnya.</translation>
    </message>
    <message>
        <source>Reason</source>
        <translation>Alasan</translation>
    </message>
    <message>
        <source>Have it signed and close</source>
        <translation>Minta persetujuan dan tutup</translation>
    </message>
    <message>
        <source>Close the shift</source>
        <translation>Tutup shift</translation>
    </message>
</context>
<context>
    <name>VirtualPrinter</name>
    <message>
        <source>Virtual printer</source>
        <translation>Printer virtual</translation>
    </message>
    <message>
        <source>Tickets come out here</source>
        <translation>Tiket keluar di sini</translation>
    </message>
    <message>
        <source>Newest on top</source>
        <translation>Terbaru di atas</translation>
    </message>
</context>
<context>
    <name>Workplace</name>
    <message>
        <source>Sell</source>
        <translation>Jual</translation>
    </message>
    <message>
        <source>Go back</source>
        <translation>Kembali</translation>
    </message>
    <message>
        <source>Sign out with an open sale?</source>
        <translation>Keluar dengan penjualan terbuka?</translation>
    </message>
    <message>
        <source>The sale is kept for you, its seats only until their time is up.</source>
        <translation>Penjualan disimpan untuk Anda, kursinya hanya sampai waktunya habis.</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Keluar</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Kas shift</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>Departures</source>
        <translation>Berangkat</translation>
    </message>
    <message>
        <source>Bookings</source>
        <translation>Pesanan</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Cari</translation>
    </message>
    <message>
        <source>Seats</source>
        <translation>Kursi</translation>
    </message>
    <message>
        <source>Passengers</source>
        <translation>Penumpang</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>Bayar</translation>
    </message>
    <message>
        <source>Print</source>
        <translation>Cetak</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translation>Persetujuan</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Gerbang</translation>
    </message>
    <message numerus="yes">
        <source>%n unread notification(s)</source>
        <translation>
            <numerusform>%n pemberitahuan belum dibaca</numerusform>
        </translation>
    </message>
    <message>
        <source>Refunds</source>
        <translation>Refund</translation>
    </message>
    <message>
        <source>Station day</source>
        <translation>Hari stasiun</translation>
    </message>
    <message>
        <source>Disruptions</source>
        <translation>Gangguan</translation>
    </message>
    <message>
        <source>Unsettled</source>
        <translation>Tertunda</translation>
    </message>
    <message>
        <source>Office</source>
        <translation>Kantor</translation>
    </message>
</context>
<context>
    <name>assistance</name>
    <message>
        <source>Wheelchair</source>
        <translation>Kursi roda</translation>
    </message>
    <message>
        <source>Visually impaired</source>
        <translation>Tunanetra</translation>
    </message>
    <message>
        <source>Hearing impaired</source>
        <translation>Tunarungu</translation>
    </message>
    <message>
        <source>Elderly, needs help</source>
        <translation>Lanjut usia, perlu bantuan</translation>
    </message>
    <message>
        <source>Other help</source>
        <translation>Bantuan lain</translation>
    </message>
</context>
<context>
    <name>board</name>
    <message>
        <source>Sold out</source>
        <translation>Habis</translation>
    </message>
    <message>
        <source>{count} left</source>
        <translation>Tersisa {count}</translation>
    </message>
    <message>
        <source>Available</source>
        <translation>Tersedia</translation>
    </message>
    <message>
        <source>now</source>
        <translation>sekarang</translation>
    </message>
    <message>
        <source>{minutes} min</source>
        <translation>{minutes} mnt</translation>
    </message>
    <message>
        <source>{hours} h {minutes} m</source>
        <translation>{hours} j {minutes} m</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Dibatalkan</translation>
    </message>
    <message>
        <source>Sale closed</source>
        <translation>Penjualan ditutup</translation>
    </message>
    <message>
        <source>{minutes} min late</source>
        <translation>Terlambat {minutes} mnt</translation>
    </message>
    <message>
        <source>Closes in {minutes} min</source>
        <translation>Tutup {minutes} mnt lagi</translation>
    </message>
    <message>
        <source>On time</source>
        <translation>Tepat waktu</translation>
    </message>
    <message>
        <source>arrives {time}</source>
        <translation>tiba {time}</translation>
    </message>
    <message>
        <source>Go-show from {time}</source>
        <translation>Go-show mulai {time}</translation>
    </message>
</context>
<context>
    <name>day</name>
    <message>
        <source>QRIS sold here, not in the bank&apos;s file</source>
        <translation>QRIS terjual di sini, tidak ada di berkas bank</translation>
    </message>
    <message>
        <source>QRIS in the bank&apos;s file, not sold here</source>
        <translation>QRIS di berkas bank, tidak terjual di sini</translation>
    </message>
    <message>
        <source>QRIS over another amount</source>
        <translation>QRIS dengan jumlah lain</translation>
    </message>
    <message>
        <source>Cards sold, no batch of the terminal</source>
        <translation>Kartu terjual, batch EDC belum ada</translation>
    </message>
    <message>
        <source>Cards: terminal and books differ</source>
        <translation>Kartu: EDC dan buku berbeda</translation>
    </message>
    <message>
        <source>Drawer differs, not verified</source>
        <translation>Laci selisih, belum diverifikasi</translation>
    </message>
    <message>
        <source>Safe differed at the hand-over</source>
        <translation>Brankas selisih saat serah terima</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Tunai</translation>
    </message>
    <message>
        <source>Credit card</source>
        <translation>Kartu kredit</translation>
    </message>
    <message>
        <source>Debit card</source>
        <translation>Kartu debit</translation>
    </message>
    <message>
        <source>Wallet</source>
        <translation>Dompet digital</translation>
    </message>
    <message>
        <source>Bank transfer</source>
        <translation>Transfer bank</translation>
    </message>
    <message>
        <source>Receipts</source>
        <translation>Struk</translation>
    </message>
    <message>
        <source>Refunds</source>
        <translation>Pengembalian</translation>
    </message>
    <message>
        <source>Cash slips</source>
        <translation>Slip kas</translation>
    </message>
    <message>
        <source>Senior</source>
        <translation>Lansia</translation>
    </message>
    <message>
        <source>Veteran</source>
        <translation>Veteran</translation>
    </message>
    <message>
        <source>Journalist</source>
        <translation>Wartawan</translation>
    </message>
    <message>
        <source>Disability</source>
        <translation>Disabilitas</translation>
    </message>
    <message>
        <source>Old tickets exchanged</source>
        <translation>Tiket lama ditukar</translation>
    </message>
    <message>
        <source>QRIS given back here, not in the bank&apos;s file</source>
        <translation>QRIS dikembalikan di sini, tidak ada di berkas bank</translation>
    </message>
    <message>
        <source>QRIS given back in the bank&apos;s file, not here</source>
        <translation>QRIS dikembalikan di berkas bank, tidak di sini</translation>
    </message>
    <message>
        <source>QRIS given back over another amount</source>
        <translation>QRIS dikembalikan dengan jumlah lain</translation>
    </message>
    <message>
        <source>Refunds in cash</source>
        <translation>Pengembalian tunai</translation>
    </message>
    <message>
        <source>Taken back: {way}</source>
        <translation>Batal bayar: {way}</translation>
    </message>
    <message>
        <source>Refunds: {way}</source>
        <translation>Pengembalian: {way}</translation>
    </message>
</context>
<context>
    <name>gate</name>
    <message>
        <source>Same ticket, one person</source>
        <translation>Tiket sama, satu orang</translation>
    </message>
    <message>
        <source>Answered already: {answer}. One person goes through.</source>
        <translation>Sudah dijawab: {answer}. Satu orang yang lewat.</translation>
    </message>
    <message>
        <source>platform {platform}</source>
        <translation>jalur {platform}</translation>
    </message>
    <message>
        <source>{minutes} min late</source>
        <translation>terlambat {minutes} mnt</translation>
    </message>
    <message>
        <source>No seat (infant)</source>
        <translation>Tanpa kursi (bayi)</translation>
    </message>
    <message>
        <source>The name on the paper is not the booking&apos;s: compare the identity card.</source>
        <translation>Nama di kertas bukan nama di pemesanan: cocokkan kartu identitas.</translation>
    </message>
    <message>
        <source>Found by hand: compare the identity card with {name}.</source>
        <translation>Dicari manual: cocokkan kartu identitas dengan {name}.</translation>
    </message>
    <message>
        <source>Reduced fare ({reduction}): ask for the proof.</source>
        <translation>Tarif reduksi ({reduction}): minta buktinya.</translation>
    </message>
    <message>
        <source>Let them through.</source>
        <translation>Persilakan masuk.</translation>
    </message>
    <message>
        <source>Compare the identity card with the ticket.</source>
        <translation>Cocokkan kartu identitas dengan tiket.</translation>
    </message>
    <message>
        <source>Welcome</source>
        <translation>Silakan masuk</translation>
    </message>
    <message>
        <source>Welcome, sold just now</source>
        <translation>Silakan, baru dibeli</translation>
    </message>
    <message>
        <source>Sold after this gate&apos;s list of {as_of}. It is looked up when the line is back.</source>
        <translation>Dijual setelah daftar gerbang ini pukul {as_of}. Diperiksa saat jaringan kembali.</translation>
    </message>
    <message>
        <source>Look at the document</source>
        <translation>Periksa dokumen</translation>
    </message>
    <message>
        <source>Welcome, needs help</source>
        <translation>Silakan, perlu bantuan</translation>
    </message>
    <message>
        <source>Call assistance: {assistance}.</source>
        <translation>Panggil petugas bantuan: {assistance}.</translation>
    </message>
    <message>
        <source>The key of its counter has run out. Send them to the counter.</source>
        <translation>Kunci loketnya sudah habis masa berlakunya. Arahkan ke loket.</translation>
    </message>
    <message>
        <source>The key of its counter was withdrawn. Keep the paper and call the supervisor.</source>
        <translation>Kunci loketnya sudah dicabut. Tahan kertasnya dan panggil pengawas.</translation>
    </message>
    <message>
        <source>Not one of our codes</source>
        <translation>Bukan kode tiket kita</translation>
    </message>
    <message>
        <source>Smooth the paper and scan again. F3 finds a torn ticket.</source>
        <translation>Ratakan kertas lalu pindai lagi. F3 mencari tiket robek.</translation>
    </message>
    <message>
        <source>Counter not known</source>
        <translation>Loket tidak dikenal</translation>
    </message>
    <message>
        <source>This gate does not know key {key_no}. Send them to the counter.</source>
        <translation>Gerbang ini tidak mengenal kunci {key_no}. Arahkan ke loket.</translation>
    </message>
    <message>
        <source>Forged or damaged</source>
        <translation>Palsu atau rusak</translation>
    </message>
    <message>
        <source>Nobody goes in with it. Keep the paper and call the supervisor.</source>
        <translation>Tidak boleh masuk. Tahan kertasnya dan panggil pengawas.</translation>
    </message>
    <message>
        <source>Key not valid</source>
        <translation>Kunci tidak berlaku</translation>
    </message>
    <message>
        <source>Older paper</source>
        <translation>Kertas lama</translation>
    </message>
    <message>
        <source>Reprinted {reissued_at} at {reissued_by}: ask for paper {document}.</source>
        <translation>Dicetak ulang {reissued_at} di {reissued_by}: minta kertas {document}.</translation>
    </message>
    <message>
        <source>Newer than this list</source>
        <translation>Lebih baru dari daftar</translation>
    </message>
    <message>
        <source>Printed after {as_of}. Scan again when the line is back, or call the supervisor.</source>
        <translation>Dicetak setelah {as_of}. Pindai lagi saat jaringan kembali, atau panggil pengawas.</translation>
    </message>
    <message>
        <source>Send them to the counter.</source>
        <translation>Arahkan ke loket.</translation>
    </message>
    <message>
        <source>Not paid</source>
        <translation>Belum dibayar</translation>
    </message>
    <message>
        <source>Cancelled</source>
        <translation>Dibatalkan</translation>
    </message>
    <message>
        <source>Money was given back</source>
        <translation>Uang sudah dikembalikan</translation>
    </message>
    <message>
        <source>Exchanged</source>
        <translation>Sudah ditukar</translation>
    </message>
    <message>
        <source>Ask for the new ticket.</source>
        <translation>Minta tiket yang baru.</translation>
    </message>
    <message>
        <source>Came too late</source>
        <translation>Datang terlambat</translation>
    </message>
    <message>
        <source>The gate had closed and the seat was given back. Send them to the counter.</source>
        <translation>Gerbang sudah tutup dan kursinya dilepas. Arahkan ke loket.</translation>
    </message>
    <message>
        <source>Expired</source>
        <translation>Kedaluwarsa</translation>
    </message>
    <message>
        <source>It was for {day}. Send them to the counter.</source>
        <translation>Untuk {day}. Arahkan ke loket.</translation>
    </message>
    <message>
        <source>Blocked</source>
        <translation>Diblokir</translation>
    </message>
    <message>
        <source>Call the supervisor: {void_reason}.</source>
        <translation>Panggil pengawas: {void_reason}.</translation>
    </message>
    <message>
        <source>Already used</source>
        <translation>Sudah dipakai</translation>
    </message>
    <message>
        <source>Went in {boarded_at}, {gate}. Somebody else with a copy? Call the supervisor.</source>
        <translation>Masuk pukul {boarded_at}, {gate}. Orang lain dengan salinan? Panggil pengawas.</translation>
    </message>
    <message>
        <source>Not on the list</source>
        <translation>Tidak ada di daftar</translation>
    </message>
    <message>
        <source>The list of {as_of} does not have it. Send them to the counter.</source>
        <translation>Tidak ada di daftar pukul {as_of}. Arahkan ke loket.</translation>
    </message>
    <message>
        <source>Train does not run</source>
        <translation>KA tidak jalan</translation>
    </message>
    <message>
        <source>{train}: cancelled. The counter gives the money back or another train.</source>
        <translation>{train}: dibatalkan. Loket mengembalikan uang atau memberi KA lain.</translation>
    </message>
    <message>
        <source>Another day</source>
        <translation>Hari lain</translation>
    </message>
    <message>
        <source>It is for {day}: {train}.</source>
        <translation>Untuk {day}: {train}.</translation>
    </message>
    <message>
        <source>Another train</source>
        <translation>KA lain</translation>
    </message>
    <message>
        <source>Theirs is {train}.</source>
        <translation>KA-nya {train}.</translation>
    </message>
    <message>
        <source>Another station</source>
        <translation>Stasiun lain</translation>
    </message>
    <message>
        <source>They board at {from_name}: {train}.</source>
        <translation>Naik di {from_name}: {train}.</translation>
    </message>
    <message>
        <source>Too early</source>
        <translation>Terlalu awal</translation>
    </message>
    <message>
        <source>The gate opens {opens_at} for {train}.</source>
        <translation>Gerbang buka {opens_at} untuk {train}.</translation>
    </message>
    <message>
        <source>Gate has closed</source>
        <translation>Gerbang sudah tutup</translation>
    </message>
    <message>
        <source>{train} closed {closed_at}. Send them to the counter.</source>
        <translation>{train} tutup {closed_at}. Arahkan ke loket.</translation>
    </message>
    <message>
        <source>Look first</source>
        <translation>Lihat dulu</translation>
    </message>
    <message>
        <source>Compare paper and document ({code}).</source>
        <translation>Cocokkan kertas dan dokumen ({code}).</translation>
    </message>
    <message>
        <source>Not valid here</source>
        <translation>Tidak berlaku di sini</translation>
    </message>
    <message>
        <source>Call the supervisor ({code}).</source>
        <translation>Panggil pengawas ({code}).</translation>
    </message>
    <message>
        <source>from later</source>
        <translation>dari masa depan</translation>
    </message>
    <message>
        <source>{count} s old</source>
        <translation>{count} dtk lalu</translation>
    </message>
    <message>
        <source>{count} min old</source>
        <translation>{count} mnt lalu</translation>
    </message>
    <message>
        <source>{count} h old</source>
        <translation>{count} jam lalu</translation>
    </message>
    <message>
        <source>{count} d old</source>
        <translation>{count} hari lalu</translation>
    </message>
    <message>
        <source>This clock is {minutes} min fast</source>
        <translation>Jam ini {minutes} mnt terlalu cepat</translation>
    </message>
    <message>
        <source>This clock is {minutes} min slow</source>
        <translation>Jam ini {minutes} mnt terlambat</translation>
    </message>
    <message>
        <source>the train on the paper</source>
        <translation>KA yang tertulis di kertas</translation>
    </message>
    <message>
        <source>Does not come here</source>
        <translation>Tidak sampai di sini</translation>
    </message>
    <message>
        <source>{train} ends at {cut_name}. The counter gives the money back or another train.</source>
        <translation>{train} berakhir di {cut_name}. Loket mengembalikan uang atau memberi kereta lain.</translation>
    </message>
    <message>
        <source>Ends at {cut_name}</source>
        <translation>Berakhir di {cut_name}</translation>
    </message>
    <message>
        <source>Not to {to_name}. Who stays goes to the counter first: money back or the next train.</source>
        <translation>Tidak sampai {to_name}. Yang tidak jadi naik ke loket dulu: uang kembali atau kereta berikutnya.</translation>
    </message>
    <message>
        <source>Training ticket</source>
        <translation>Tiket latihan</translation>
    </message>
    <message>
        <source>From a training room (LATIHAN): nobody travels with it. Send them to the counter.</source>
        <translation>Dari ruang latihan (LATIHAN): tidak berlaku untuk naik kereta. Arahkan ke loket.</translation>
    </message>
</context>
<context>
    <name>keys</name>
    <message>
        <source>Space</source>
        <translation>Spasi</translation>
    </message>
    <message>
        <source>Arrows</source>
        <translation>Panah</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tombol</translation>
    </message>
    <message>
        <source>Departures</source>
        <translation>Berangkat</translation>
    </message>
    <message>
        <source>Same train again</source>
        <translation>KA yang sama lagi</translation>
    </message>
    <message>
        <source>Command line</source>
        <translation>Baris perintah</translation>
    </message>
    <message>
        <source>Bookings</source>
        <translation>Pesanan</translation>
    </message>
    <message>
        <source>Park this sale</source>
        <translation>Simpan penjualan</translation>
    </message>
    <message>
        <source>Bring a parked sale back</source>
        <translation>Ambil penjualan tersimpan</translation>
    </message>
    <message>
        <source>Reprint</source>
        <translation>Cetak ulang</translation>
    </message>
    <message>
        <source>Shift</source>
        <translation>Kas shift</translation>
    </message>
    <message>
        <source>Lock</source>
        <translation>Kunci</translation>
    </message>
    <message>
        <source>Sign out</source>
        <translation>Keluar</translation>
    </message>
    <message>
        <source>Light, dark, daylight</source>
        <translation>Terang, gelap, siang hari</translation>
    </message>
    <message>
        <source>Bahasa Indonesia / English</source>
        <translation>English / Bahasa Indonesia</translation>
    </message>
    <message>
        <source>Refresh</source>
        <translation>Muat ulang</translation>
    </message>
    <message>
        <source>Best seats together</source>
        <translation>Kursi terbaik berdekatan</translation>
    </message>
    <message>
        <source>Accessible seat and a neighbour</source>
        <translation>Kursi roda dan pendamping</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Langkah berikutnya</translation>
    </message>
    <message>
        <source>Pay</source>
        <translation>Bayar</translation>
    </message>
    <message>
        <source>NIK or passport</source>
        <translation>NIK atau paspor</translation>
    </message>
    <message>
        <source>Reduction</source>
        <translation>Reduksi</translation>
    </message>
    <message>
        <source>Assistance needed</source>
        <translation>Butuh bantuan</translation>
    </message>
    <message>
        <source>Infant without a seat</source>
        <translation>Bayi tanpa kursi</translation>
    </message>
    <message>
        <source>Accept what is offered</source>
        <translation>Terima yang ditawarkan</translation>
    </message>
    <message>
        <source>Change seats with another</source>
        <translation>Tukar kursi dengan yang lain</translation>
    </message>
    <message>
        <source>Contact of the booker</source>
        <translation>Kontak pemesan</translation>
    </message>
    <message>
        <source>Round amounts</source>
        <translation>Pecahan cepat</translation>
    </message>
    <message>
        <source>Did the ticket come out whole?</source>
        <translation>Apakah tiket keluar lengkap?</translation>
    </message>
    <message>
        <source>Forward; never pays twice</source>
        <translation>Maju; tidak pernah bayar dua kali</translation>
    </message>
    <message>
        <source>Back, nothing typed is lost</source>
        <translation>Kembali, ketikan tidak hilang</translation>
    </message>
    <message>
        <source>Other coach</source>
        <translation>Kereta lain</translation>
    </message>
    <message>
        <source>Move between seats</source>
        <translation>Pindah kursi</translation>
    </message>
    <message>
        <source>Pick the seat</source>
        <translation>Pilih kursi</translation>
    </message>
    <message>
        <source>Pick a train on the board</source>
        <translation>Pilih KA di papan</translation>
    </message>
    <message>
        <source>Page through a list</source>
        <translation>Gulir daftar</translation>
    </message>
    <message>
        <source>Torn ticket</source>
        <translation>Tiket robek</translation>
    </message>
    <message>
        <source>Last scans</source>
        <translation>Pindaian terakhir</translation>
    </message>
    <message>
        <source>Manifest</source>
        <translation>Manifes</translation>
    </message>
    <message>
        <source>Gate and trains</source>
        <translation>Gerbang dan KA</translation>
    </message>
    <message>
        <source>Take a scan back</source>
        <translation>Batalkan pindaian</translation>
    </message>
    <message>
        <source>Supervisor lets in</source>
        <translation>Izin pengawas</translation>
    </message>
    <message>
        <source>Conflicts</source>
        <translation>Perselisihan</translation>
    </message>
    <message>
        <source>Scanner</source>
        <translation>Pemindai</translation>
    </message>
    <message>
        <source>Mute</source>
        <translation>Senyapkan</translation>
    </message>
    <message>
        <source>Volume</source>
        <translation>Volume suara</translation>
    </message>
    <message>
        <source>Selling</source>
        <translation>Menjual</translation>
    </message>
    <message>
        <source>Passengers</source>
        <translation>Penumpang</translation>
    </message>
    <message>
        <source>Cash and tickets</source>
        <translation>Tunai dan tiket</translation>
    </message>
    <message>
        <source>Moving about</source>
        <translation>Bergerak</translation>
    </message>
    <message>
        <source>After the sale</source>
        <translation>Setelah penjualan</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Jendela</translation>
    </message>
    <message>
        <source>Promotion code</source>
        <translation>Kode promo</translation>
    </message>
    <message>
        <source>Signatures asked for</source>
        <translation>Tanda tangan yang diminta</translation>
    </message>
    <message>
        <source>Return or further journey, same people</source>
        <translation>Pulang-pergi atau perjalanan lanjutan, orang yang sama</translation>
    </message>
    <message>
        <source>More people, in a booking of their own</source>
        <translation>Orang lain lagi, dengan pemesanan sendiri</translation>
    </message>
    <message>
        <source>The next journey of this sale</source>
        <translation>Perjalanan berikutnya dalam penjualan ini</translation>
    </message>
    <message>
        <source>Take this journey out of the sale</source>
        <translation>Keluarkan perjalanan ini dari penjualan</translation>
    </message>
    <message>
        <source>Customer display</source>
        <translation>Layar pelanggan</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Gerbang</translation>
    </message>
    <message>
        <source>Notifications</source>
        <translation>Pemberitahuan</translation>
    </message>
    <message>
        <source>Open payments</source>
        <translation>Pembayaran terbuka</translation>
    </message>
    <message>
        <source>Money on its way</source>
        <translation>Dana dalam proses</translation>
    </message>
    <message>
        <source>Station day</source>
        <translation>Hari stasiun</translation>
    </message>
    <message>
        <source>Disruptions</source>
        <translation>Gangguan</translation>
    </message>
    <message>
        <source>Latest sales here</source>
        <translation>Penjualan terakhir di sini</translation>
    </message>
    <message>
        <source>Cash, QRIS, card</source>
        <translation>Tunai, QRIS, kartu</translation>
    </message>
    <message>
        <source>Pay another way, signed</source>
        <translation>Bayar cara lain, ditandatangani</translation>
    </message>
    <message>
        <source>Send a payment back</source>
        <translation>Kembalikan pembayaran</translation>
    </message>
    <message>
        <source>Office (administrators)</source>
        <translation>Kantor (administrator)</translation>
    </message>
    <message>
        <source>Printer</source>
        <translation>Printer</translation>
    </message>
    <message>
        <source>Another traveller</source>
        <translation>Penumpang lain</translation>
    </message>
</context>
<context>
    <name>notices</name>
    <message>
        <source>News</source>
        <translation>Kabar</translation>
    </message>
    <message>
        <source>From {from}</source>
        <translation>Dari {from}</translation>
    </message>
    <message>
        <source>{train} is {minutes} minutes late</source>
        <translation>{train} terlambat {minutes} menit</translation>
    </message>
    <message>
        <source>{day} · {reason} · {bookings} bookings</source>
        <translation>{day} · {reason} · {bookings} pemesanan</translation>
    </message>
    <message>
        <source>{train} is on time again</source>
        <translation>{train} kembali tepat waktu</translation>
    </message>
    <message>
        <source>{day} · {reason}</source>
        <translation>{day} · {reason}</translation>
    </message>
    <message>
        <source>{train} is cancelled</source>
        <translation>{train} dibatalkan</translation>
    </message>
    <message>
        <source>{train} ends at {station}</source>
        <translation>{train} hanya sampai {station}</translation>
    </message>
    <message>
        <source>{train}: another coach, new seats</source>
        <translation>{train}: kereta diganti, kursi baru</translation>
    </message>
    <message>
        <source>{day} · {bookings} bookings have new tickets</source>
        <translation>{day} · {bookings} pemesanan mendapat tiket baru</translation>
    </message>
    <message>
        <source>{about}: identity check locked</source>
        <translation>{about}: pemeriksaan identitas terkunci</translation>
    </message>
    <message>
        <source>Too many wrong documents were shown for this booking.</source>
        <translation>Terlalu banyak dokumen salah ditunjukkan untuk pemesanan ini.</translation>
    </message>
    <message>
        <source>{counter} asks for a signature</source>
        <translation>{counter} meminta tanda tangan</translation>
    </message>
    <message>
        <source>{kind} · {amount}</source>
        <translation>{kind} · {amount}</translation>
    </message>
    <message>
        <source>{counter}: your password was typed wrong</source>
        <translation>{counter}: kata sandi Anda salah diketik</translation>
    </message>
    <message>
        <source>Somebody tried to sign with your NIPP there.</source>
        <translation>Seseorang di sana mencoba menandatangani dengan NIPP Anda.</translation>
    </message>
    <message>
        <source>{counter}: much cash in the drawer</source>
        <translation>{counter}: banyak uang tunai di laci</translation>
    </message>
    <message>
        <source>{clerk} has {cash}. Bring some to the safe.</source>
        <translation>{clerk} memegang {cash}. Setorkan sebagian ke brankas.</translation>
    </message>
    <message>
        <source>{counter}: a payment without an answer</source>
        <translation>{counter}: pembayaran tanpa jawaban</translation>
    </message>
    <message>
        <source>{amount} · Settle it with the bank&apos;s answer (Ctrl+U).</source>
        <translation>{amount} · Selesaikan dengan jawaban bank (Ctrl+U).</translation>
    </message>
    <message>
        <source>{counter}: money came after the sale was given up</source>
        <translation>{counter}: uang masuk setelah penjualan ditinggalkan</translation>
    </message>
    <message>
        <source>{amount} · Give it back or sell again (Ctrl+U).</source>
        <translation>{amount} · Kembalikan atau jual lagi (Ctrl+U).</translation>
    </message>
    <message>
        <source>Refund {about} came back</source>
        <translation>Pengembalian dana {about} gagal</translation>
    </message>
    <message>
        <source>{amount} · The account was wrong: ask the customer for another.</source>
        <translation>{amount} · Rekening salah: minta rekening lain kepada pelanggan.</translation>
    </message>
    <message>
        <source>New promotion {about}</source>
        <translation>Promo baru {about}</translation>
    </message>
    <message>
        <source>{name} · {from} – {to}</source>
        <translation>{name} · {from} – {to}</translation>
    </message>
    <message>
        <source>Promotion {about} is used up</source>
        <translation>Promo {about} sudah habis</translation>
    </message>
    <message>
        <source>{name} · {limit} uses</source>
        <translation>{name} · {limit} kali pakai</translation>
    </message>
    <message>
        <source>{train} is on sale again</source>
        <translation>{train} dijual lagi</translation>
    </message>
    <message>
        <source>{train}: go-show only</source>
        <translation>{train}: khusus go-show</translation>
    </message>
    <message>
        <source>{day} · {reason} · sold in the last hours before it leaves</source>
        <translation>{day} · {reason} · dijual pada jam-jam terakhir sebelum berangkat</translation>
    </message>
    <message>
        <source>{train} is not sold any more</source>
        <translation>{train} tidak dijual lagi</translation>
    </message>
</context>
<context>
    <name>print</name>
    <message>
        <source>waits for its new number from the database</source>
        <translation>menunggu nomor baru dari basis data</translation>
    </message>
    <message>
        <source>not complete: the next issue is being made</source>
        <translation>tidak lengkap: cetakan berikutnya disiapkan</translation>
    </message>
    <message>
        <source>waits: {reason}</source>
        <translation>menunggu: {reason}</translation>
    </message>
    <message>
        <source>waits its turn</source>
        <translation>menunggu giliran</translation>
    </message>
    <message>
        <source>printing …</source>
        <translation>mencetak …</translation>
    </message>
    <message>
        <source>printed</source>
        <translation>tercetak</translation>
    </message>
    <message>
        <source>printed, as you confirmed</source>
        <translation>tercetak, menurut Anda</translation>
    </message>
    <message>
        <source>perhaps not complete</source>
        <translation>mungkin tidak lengkap</translation>
    </message>
    <message>
        <source>sent; this printer cannot say more</source>
        <translation>terkirim; printer ini tidak melapor</translation>
    </message>
    <message>
        <source>void</source>
        <translation>tidak berlaku</translation>
    </message>
    <message>
        <source>sent to the printer</source>
        <translation>terkirim ke printer</translation>
    </message>
    <message>
        <source>the paper roll has ended</source>
        <translation>kertas habis</translation>
    </message>
    <message>
        <source>the cover is open</source>
        <translation>tutup printer terbuka</translation>
    </message>
    <message>
        <source>the knife is stuck</source>
        <translation>pisau macet</translation>
    </message>
    <message>
        <source>the printer reports a fault</source>
        <translation>printer melaporkan gangguan</translation>
    </message>
    <message>
        <source>the printer is switched offline</source>
        <translation>printer dibuat luring</translation>
    </message>
    <message>
        <source>the printer does not answer</source>
        <translation>printer tidak menjawab</translation>
    </message>
    <message>
        <source>the printer cannot be reached</source>
        <translation>printer tidak terjangkau</translation>
    </message>
    <message>
        <source>the connection broke off</source>
        <translation>sambungan terputus</translation>
    </message>
    <message>
        <source>the printer stopped taking data</source>
        <translation>printer berhenti menerima data</translation>
    </message>
    <message>
        <source>the printer did not confirm</source>
        <translation>printer tidak mengonfirmasi</translation>
    </message>
    <message>
        <source>the program was restarted meanwhile</source>
        <translation>program sempat dijalankan ulang</translation>
    </message>
    <message>
        <source>the database must give a new number</source>
        <translation>basis data harus memberi nomor baru</translation>
    </message>
    <message>
        <source>a newer issue was printed</source>
        <translation>cetakan lebih baru sudah ada</translation>
    </message>
    <message>
        <source>too late</source>
        <translation>terlambat</translation>
    </message>
    <message>
        <source>this machine&apos;s disk is full</source>
        <translation>disk mesin ini penuh</translation>
    </message>
    <message>
        <source>the database gave a wrong number</source>
        <translation>basis data memberi nomor yang salah</translation>
    </message>
    <message>
        <source>Printer asks</source>
        <translation>Printer bertanya</translation>
    </message>
    <message>
        <source>Printer: {reason}</source>
        <translation>Printer: {reason}</translation>
    </message>
    <message>
        <source>Printer paper is nearly used up</source>
        <translation>Kertas printer hampir habis</translation>
    </message>
    <message>
        <source>Printing</source>
        <translation>Mencetak</translation>
    </message>
    <message>
        <source>Printer ready</source>
        <translation>Printer siap</translation>
    </message>
    <message>
        <source>Printer not checked yet</source>
        <translation>Printer belum dicek</translation>
    </message>
    <message>
        <source>Ticket</source>
        <translation>Tiket</translation>
    </message>
    <message>
        <source>Receipt</source>
        <translation>Struk</translation>
    </message>
    <message>
        <source>Test ticket</source>
        <translation>Tiket uji</translation>
    </message>
    <message>
        <source>Report</source>
        <translation>Laporan</translation>
    </message>
    <message>
        <source>Cash drawer</source>
        <translation>Laci kas</translation>
    </message>
    <message>
        <source>Did a complete ticket come out?</source>
        <translation>Apakah tiket keluar lengkap?</translation>
    </message>
</context>
<context>
    <name>reductions</name>
    <message>
        <source>Senior</source>
        <translation>Lansia</translation>
    </message>
    <message>
        <source>Veteran</source>
        <translation>Veteran</translation>
    </message>
    <message>
        <source>TNI/Polri</source>
        <translation>TNI/Polri</translation>
    </message>
    <message>
        <source>Journalist</source>
        <translation>Wartawan</translation>
    </message>
    <message>
        <source>Disability</source>
        <translation>Disabilitas</translation>
    </message>
</context>
<context>
    <name>refund</name>
    <message>
        <source>Customer left</source>
        <translation>Pelanggan pergi</translation>
    </message>
    <message>
        <source>Ill</source>
        <translation>Sakit</translation>
    </message>
    <message>
        <source>Booked twice</source>
        <translation>Pesan dobel</translation>
    </message>
    <message>
        <source>Train</source>
        <translation>Kereta</translation>
    </message>
    <message>
        <source>Seat</source>
        <translation>Kursi</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Plans</source>
        <translation>Rencana</translation>
    </message>
    <message>
        <source>The train</source>
        <translation>Kereta</translation>
    </message>
    <message>
        <source>Cancelled by the passenger</source>
        <translation>Dibatalkan penumpang</translation>
    </message>
    <message>
        <source>Train more than an hour late: full refund</source>
        <translation>Kereta terlambat lebih dari satu jam: kembali penuh</translation>
    </message>
    <message>
        <source>Cancelled by the railway: full refund</source>
        <translation>Dibatalkan oleh KAI: kembali penuh</translation>
    </message>
    <message>
        <source>Our mistake of a moment ago: full refund</source>
        <translation>Kesalahan kami barusan: kembali penuh</translation>
    </message>
    <message>
        <source>A supervisor overrules the rule: full refund</source>
        <translation>Kebijakan pengawas: kembali penuh</translation>
    </message>
    <message>
        <source>Exchanged</source>
        <translation>Sudah ditukar</translation>
    </message>
    <message>
        <source>Cash</source>
        <translation>Tunai</translation>
    </message>
    <message>
        <source>Back to card or QRIS</source>
        <translation>Kembali ke kartu atau QRIS</translation>
    </message>
    <message>
        <source>Bank transfer</source>
        <translation>Transfer bank</translation>
    </message>
    <message>
        <source>E-wallet</source>
        <translation>Dompet digital</translation>
    </message>
    <message>
        <source>Into the new booking</source>
        <translation>Ke pemesanan baru</translation>
    </message>
    <message>
        <source>To be sent</source>
        <translation>Belum dikirim</translation>
    </message>
    <message>
        <source>On its way</source>
        <translation>Dalam proses</translation>
    </message>
    <message>
        <source>Arrived</source>
        <translation>Sampai</translation>
    </message>
    <message>
        <source>Came back</source>
        <translation>Gagal</translation>
    </message>
</context>
<context>
    <name>roles</name>
    <message>
        <source>Clerk</source>
        <translation>Petugas loket</translation>
    </message>
    <message>
        <source>Supervisor</source>
        <translation>Pengawas</translation>
    </message>
    <message>
        <source>Gate</source>
        <translation>Petugas gerbang</translation>
    </message>
    <message>
        <source>Administrator</source>
        <translation>Administrator</translation>
    </message>
    <message>
        <source>Auditor</source>
        <translation>Auditor</translation>
    </message>
    <message>
        <source>Operator</source>
        <translation>Operator</translation>
    </message>
</context>
<context>
    <name>sign</name>
    <message>
        <source>Two journeys at one time</source>
        <translation>Dua perjalanan pada waktu yang sama</translation>
    </message>
    <message>
        <source>Print a ticket again</source>
        <translation>Cetak ulang tiket</translation>
    </message>
    <message>
        <source>Refund</source>
        <translation>Pembatalan tiket</translation>
    </message>
    <message>
        <source>Undo a sale</source>
        <translation>Batalkan salah jual</translation>
    </message>
    <message>
        <source>Exchange</source>
        <translation>Ubah jadwal</translation>
    </message>
    <message>
        <source>Correct a passenger</source>
        <translation>Koreksi penumpang</translation>
    </message>
    <message>
        <source>Show a booking without its document</source>
        <translation>Tampilkan pemesanan tanpa dokumen</translation>
    </message>
    <message>
        <source>Cash out</source>
        <translation>Uang keluar</translation>
    </message>
    <message>
        <source>Difference in the drawer</source>
        <translation>Selisih laci</translation>
    </message>
    <message>
        <source>Settle a payment</source>
        <translation>Selesaikan pembayaran</translation>
    </message>
    <message>
        <source>Another price</source>
        <translation>Harga lain</translation>
    </message>
    <message>
        <source>Disruption</source>
        <translation>Gangguan</translation>
    </message>
    <message>
        <source>Other seats</source>
        <translation>Kursi lain</translation>
    </message>
    <message>
        <source>Pay-out</source>
        <translation>Pengembalian dana</translation>
    </message>
    <message>
        <source>Mistake of our staff</source>
        <translation>Kesalahan petugas kami</translation>
    </message>
    <message>
        <source>Payment went wrong</source>
        <translation>Pembayaran gagal</translation>
    </message>
    <message>
        <source>Our system failed</source>
        <translation>Sistem kami gagal</translation>
    </message>
    <message>
        <source>Coach or seat unusable</source>
        <translation>Kereta atau kursi tidak dapat dipakai</translation>
    </message>
    <message>
        <source>Disruption of the line</source>
        <translation>Gangguan lintas</translation>
    </message>
    <message>
        <source>Connection missed</source>
        <translation>Tertinggal kereta sambungan</translation>
    </message>
    <message>
        <source>Stop not served</source>
        <translation>Stasiun tidak dilayani</translation>
    </message>
    <message>
        <source>Strike</source>
        <translation>Mogok kerja</translation>
    </message>
    <message>
        <source>Journey has lost its purpose</source>
        <translation>Perjalanan kehilangan tujuannya</translation>
    </message>
    <message>
        <source>Illness with a certificate</source>
        <translation>Sakit dengan surat keterangan</translation>
    </message>
    <message>
        <source>Death in the family</source>
        <translation>Kematian keluarga</translation>
    </message>
    <message>
        <source>Unable to travel</source>
        <translation>Tidak dapat bepergian</translation>
    </message>
    <message>
        <source>Money of the safe</source>
        <translation>Uang brankas</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Nama</translation>
    </message>
    <message>
        <source>Number</source>
        <translation>Nomor</translation>
    </message>
    <message>
        <source>{what}: {value} (stays)</source>
        <translation>{what}: {value} (tetap)</translation>
    </message>
    <message>
        <source>A payment came</source>
        <translation>Pembayaran sudah masuk</translation>
    </message>
    <message>
        <source>Mistyped</source>
        <translation>Salah ketik</translation>
    </message>
</context>
<context>
    <name>words</name>
    <message>
        <source>The database is out of reach</source>
        <translation>Basis data tidak terjangkau</translation>
    </message>
    <message>
        <source>What you typed is kept. It is tried again by itself; Retry is always safe.</source>
        <translation>Yang diketik tetap ada. Dicoba lagi sendiri; Coba lagi selalu aman.</translation>
    </message>
    <message>
        <source>The printer does not answer</source>
        <translation>Printer tidak menjawab</translation>
    </message>
    <message>
        <source>Check its cable and power. Tickets wait in the queue.</source>
        <translation>Periksa kabel dan listriknya. Tiket menunggu di antrean.</translation>
    </message>
    <message>
        <source>The cash drawer does not answer</source>
        <translation>Laci kas tidak menjawab</translation>
    </message>
    <message>
        <source>Open it with its key.</source>
        <translation>Buka dengan kuncinya.</translation>
    </message>
    <message>
        <source>The scanner was unplugged</source>
        <translation>Pemindai terlepas</translation>
    </message>
    <message>
        <source>Plug it in again, or type the code.</source>
        <translation>Pasang lagi, atau ketik kodenya.</translation>
    </message>
    <message>
        <source>The QRIS service does not answer</source>
        <translation>Layanan QRIS tidak menjawab</translation>
    </message>
    <message>
        <source>Nothing was charged. Try again, or let the customer pay another way.</source>
        <translation>Belum ada yang ditagih. Coba lagi, atau minta penumpang membayar dengan cara lain.</translation>
    </message>
    <message>
        <source>The card terminal does not answer</source>
        <translation>Mesin EDC tidak menjawab</translation>
    </message>
    <message>
        <source>Nothing was charged. Check its cable and power, or let the customer pay another way.</source>
        <translation>Belum ada yang ditagih. Periksa kabel dan dayanya, atau minta penumpang membayar dengan cara lain.</translation>
    </message>
    <message>
        <source>This machine&apos;s disk is full or cannot be written</source>
        <translation>Diska mesin ini penuh atau tidak dapat ditulis</translation>
    </message>
    <message>
        <source>No sale can be kept safe. Nothing was sent; free some room and try again.</source>
        <translation>Penjualan tidak dapat diamankan. Tidak ada yang dikirim; kosongkan ruang lalu coba lagi.</translation>
    </message>
    <message>
        <source>Something is out of reach</source>
        <translation>Ada yang tidak terjangkau</translation>
    </message>
    <message>
        <source>Nothing was lost. Try again.</source>
        <translation>Tidak ada yang hilang. Coba lagi.</translation>
    </message>
    <message>
        <source>This cannot be done now ({code}).</source>
        <translation>Ini belum dapat dilakukan ({code}).</translation>
    </message>
    <message>
        <source>NIPP or password is not right.</source>
        <translation>NIPP atau kata sandi salah.</translation>
    </message>
    <message>
        <source>This member no longer works here. Ask your supervisor.</source>
        <translation>Petugas ini sudah tidak bertugas. Hubungi pengawas.</translation>
    </message>
    <message>
        <source>This machine is not registered as a counter. Ask your administrator.</source>
        <translation>Mesin ini belum terdaftar sebagai loket. Hubungi administrator.</translation>
    </message>
    <message>
        <source>This counter was closed by the administrator.</source>
        <translation>Loket ini ditutup oleh administrator.</translation>
    </message>
    <message>
        <source>You are not registered for work at {station}. Ask your administrator.</source>
        <translation>Anda tidak terdaftar untuk bekerja di {station}. Hubungi administrator.</translation>
    </message>
    <message>
        <source>Your session has ended. Sign in again; your sale is kept.</source>
        <translation>Sesi Anda berakhir. Masuk lagi; penjualan Anda tersimpan.</translation>
    </message>
    <message>
        <source>Your role may not do this. Ask your supervisor.</source>
        <translation>Peran Anda tidak boleh melakukan ini. Hubungi pengawas.</translation>
    </message>
    <message>
        <source>Choose at least {least} characters, and not your NIPP.</source>
        <translation>Minimal {least} karakter, dan bukan NIPP Anda.</translation>
    </message>
    <message>
        <source>Your role has no work at this window.</source>
        <translation>Peran Anda tidak bertugas di jendela ini.</translation>
    </message>
    <message>
        <source>The database at {host} cannot prove who it is. Ask your administrator.</source>
        <translation>Basis data di {host} tidak dapat membuktikan dirinya. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The database is not laid out yet. Ask your administrator.</source>
        <translation>Basis data belum disiapkan. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The database was laid out under other role names. Ask your administrator.</source>
        <translation>Basis data disiapkan dengan nama peran lain. Hubungi administrator.</translation>
    </message>
    <message>
        <source>The database lacks its roles. Ask your administrator.</source>
        <translation>Peran di basis data belum ada. Hubungi administrator.</translation>
    </message>
    <message>
        <source>This NIPP is already in use.</source>
        <translation>NIPP ini sudah dipakai.</translation>
    </message>
    <message>
        <source>There is no member with this NIPP.</source>
        <translation>Tidak ada petugas dengan NIPP ini.</translation>
    </message>
    <message>
        <source>A counter with this code exists already.</source>
        <translation>Loket dengan kode ini sudah ada.</translation>
    </message>
    <message>
        <source>There is no station with this code.</source>
        <translation>Tidak ada stasiun dengan kode ini.</translation>
    </message>
    <message>
        <source>There is no signing key with this number.</source>
        <translation>Tidak ada kunci tanda tangan dengan nomor ini.</translation>
    </message>
    <message>
        <source>There is no rule with this name.</source>
        <translation>Tidak ada aturan dengan nama ini.</translation>
    </message>
    <message>
        <source>This fare exists already from that day on.</source>
        <translation>Tarif ini sudah ada mulai hari itu.</translation>
    </message>
    <message>
        <source>Nobody approves their own request. Ask another supervisor.</source>
        <translation>Permintaan sendiri tidak dapat disetujui sendiri. Hubungi pengawas lain.</translation>
    </message>
    <message>
        <source>A payment for this booking is still under way.</source>
        <translation>Pembayaran pesanan ini masih berjalan.</translation>
    </message>
    <message>
        <source>The timetable cannot be read: {file}, line {line}: {problem}.</source>
        <translation>Jadwal tidak terbaca: {file}, baris {line}: {problem}.</translation>
    </message>
    <message>
        <source>Open your shift first (F10).</source>
        <translation>Buka shift dahulu (F10).</translation>
    </message>
    <message>
        <source>You have an open shift at another counter ({counter}). Close it there first.</source>
        <translation>Shift Anda masih terbuka di loket lain ({counter}). Tutup dahulu di sana.</translation>
    </message>
    <message>
        <source>A shift is already open at this counter ({clerk}). It must be paused or closed first.</source>
        <translation>Sudah ada shift terbuka di loket ini ({clerk}). Harus dijeda atau ditutup dahulu.</translation>
    </message>
    <message>
        <source>This shift is closed. Nothing of it can be changed any more.</source>
        <translation>Shift ini sudah ditutup. Isinya tidak dapat diubah lagi.</translation>
    </message>
    <message>
        <source>This shift is still open. It is verified once it is closed.</source>
        <translation>Shift ini masih terbuka. Verifikasi dilakukan setelah ditutup.</translation>
    </message>
    <message>
        <source>There is no such shift at your stations.</source>
        <translation>Tidak ada shift seperti itu di stasiun Anda.</translation>
    </message>
    <message>
        <source>Still to be settled before the shift closes: {count}.</source>
        <translation>Masih harus diselesaikan sebelum shift ditutup: {count}.</translation>
    </message>
    <message>
        <source>Count the change money by notes and coins.</source>
        <translation>Hitung uang kembalian per pecahan.</translation>
    </message>
    <message>
        <source>Notes and coins make {sum}, not {said}. Count again.</source>
        <translation>Jumlah pecahan {sum}, bukan {said}. Hitung lagi.</translation>
    </message>
    <message>
        <source>The count is written down and stands. Give the reason instead.</source>
        <translation>Hitungan sudah dicatat dan tetap. Berikan alasannya.</translation>
    </message>
    <message>
        <source>This shift was verified already.</source>
        <translation>Shift ini sudah diverifikasi.</translation>
    </message>
    <message>
        <source>Cash movements are written once. Make another one instead.</source>
        <translation>Pergerakan kas hanya dicatat sekali. Buat yang baru.</translation>
    </message>
    <message>
        <source>Another counter was faster. Choose another seat.</source>
        <translation>Didahului loket lain. Pilih kursi lain.</translation>
    </message>
    <message>
        <source>The same seat was chosen twice.</source>
        <translation>Kursi yang sama dipilih dua kali.</translation>
    </message>
    <message>
        <source>This seat does not belong to the train. Refresh the map (F5).</source>
        <translation>Kursi ini bukan milik KA tersebut. Muat ulang denah (F5).</translation>
    </message>
    <message>
        <source>This seat is blocked and cannot be sold.</source>
        <translation>Kursi ini diblokir dan tidak dapat dijual.</translation>
    </message>
    <message>
        <source>The train does not run between these stations.</source>
        <translation>KA ini tidak melayani relasi tersebut.</translation>
    </message>
    <message>
        <source>This train is not in the timetable of that day.</source>
        <translation>KA ini tidak ada pada jadwal hari itu.</translation>
    </message>
    <message>
        <source>This train is cancelled. Choose another one.</source>
        <translation>KA ini dibatalkan. Pilih yang lain.</translation>
    </message>
    <message>
        <source>The sale of this train has ended. Choose a later train.</source>
        <translation>Penjualan KA ini sudah ditutup. Pilih KA berikutnya.</translation>
    </message>
    <message>
        <source>At most {limit} seats a booking. Start another sale for the rest.</source>
        <translation>Paling banyak {limit} kursi per pesanan. Sisanya di penjualan baru.</translation>
    </message>
    <message>
        <source>At most {limit} people in one sale. Sell to the others after it.</source>
        <translation>Paling banyak {limit} orang dalam satu penjualan. Layani sisanya sesudahnya.</translation>
    </message>
    <message>
        <source>Choose at least one seat.</source>
        <translation>Pilih sedikitnya satu kursi.</translation>
    </message>
    <message>
        <source>There is no fare for this class on this relation. Choose another class.</source>
        <translation>Belum ada tarif kelas ini pada relasi tersebut. Pilih kelas lain.</translation>
    </message>
    <message>
        <source>This step was already done with other contents. Start a new sale (F2).</source>
        <translation>Langkah ini sudah dilakukan dengan isi lain. Mulai penjualan baru (F2).</translation>
    </message>
    <message>
        <source>These seats are held by another counter.</source>
        <translation>Kursi ini ditahan loket lain.</translation>
    </message>
    <message>
        <source>The seats were held too long and are free again. Press Enter to hold them anew.</source>
        <translation>Waktu tahan habis dan kursi bebas kembali. Tekan Enter untuk menahan lagi.</translation>
    </message>
    <message>
        <source>This booking is already settled. Look it up with F4.</source>
        <translation>Pesanan ini sudah selesai. Cari dengan F4.</translation>
    </message>
    <message>
        <source>Another counter is just selling here. Try once more.</source>
        <translation>Loket lain sedang menjual di sini. Coba sekali lagi.</translation>
    </message>
    <message>
        <source>Which day? 0 is today, 1 tomorrow.</source>
        <translation>Hari apa? 0 hari ini, 1 besok.</translation>
    </message>
    <message>
        <source>Not a day. Type 25, 25/11, sat or +2.</source>
        <translation>Bukan hari. Ketik 25, 25/11, sab, atau +2.</translation>
    </message>
    <message>
        <source>There is no such day.</source>
        <translation>Tanggal itu tidak ada.</translation>
    </message>
    <message>
        <source>That day is over.</source>
        <translation>Hari itu sudah lewat.</translation>
    </message>
    <message>
        <source>On sale are the next {days} days.</source>
        <translation>Yang dijual {days} hari ke depan.</translation>
    </message>
    <message>
        <source>Type 2, or 2A1I with an infant.</source>
        <translation>Ketik 2, atau 2A1I bila ada bayi.</translation>
    </message>
    <message>
        <source>At least one passenger needs a seat.</source>
        <translation>Sedikitnya satu penumpang perlu kursi.</translation>
    </message>
    <message>
        <source>Choose a train first.</source>
        <translation>Pilih KA dahulu.</translation>
    </message>
    <message>
        <source>Still to choose: {count} seat(s). F6 takes the best ones.</source>
        <translation>Masih perlu {count} kursi. F6 mengambil yang terbaik.</translation>
    </message>
    <message>
        <source>This class has not {count} seats left. Choose another class or train.</source>
        <translation>Sisa kursi kelas ini kurang dari {count}. Pilih kelas atau KA lain.</translation>
    </message>
    <message>
        <source>No wheelchair place is left in this class. Try another class or train.</source>
        <translation>Tempat kursi roda di kelas ini habis. Coba kelas atau KA lain.</translation>
    </message>
    <message>
        <source>This sale is not paid yet.</source>
        <translation>Penjualan ini belum dibayar.</translation>
    </message>
    <message>
        <source>There is nothing to park yet.</source>
        <translation>Belum ada yang disimpan.</translation>
    </message>
    <message>
        <source>At most {limit} sales can be parked. Finish one of them first.</source>
        <translation>Paling banyak {limit} penjualan tersimpan. Selesaikan satu dahulu.</translation>
    </message>
    <message>
        <source>The payment is under way.</source>
        <translation>Pembayaran sedang berjalan.</translation>
    </message>
    <message>
        <source>No sale is parked there.</source>
        <translation>Tidak ada penjualan tersimpan di situ.</translation>
    </message>
    <message>
        <source>Type where to, for example: SGU 25/11 2A1I</source>
        <translation>Ketik tujuan, misalnya: SGU 25/11 2A1I</translation>
    </message>
    <message>
        <source>At most {limit} characters.</source>
        <translation>Paling banyak {limit} karakter.</translation>
    </message>
    <message>
        <source>Where to? Type the destination too.</source>
        <translation>Ke mana? Ketik juga tujuannya.</translation>
    </message>
    <message>
        <source>The journey begins and ends at the same station.</source>
        <translation>Stasiun asal dan tujuan sama.</translation>
    </message>
    <message>
        <source>One station too many: {word}</source>
        <translation>Stasiun berlebih: {word}</translation>
    </message>
    <message>
        <source>Two days are named. Which one?</source>
        <translation>Ada dua tanggal. Yang mana?</translation>
    </message>
    <message>
        <source>The passengers are named twice.</source>
        <translation>Penumpang disebut dua kali.</translation>
    </message>
    <message>
        <source>Which {word}? {choices}</source>
        <translation>{word} yang mana? {choices}</translation>
    </message>
    <message>
        <source>Not understood: {word}</source>
        <translation>Tidak dimengerti: {word}</translation>
    </message>
    <message>
        <source>The total is {actual} now. Check it with the customer.</source>
        <translation>Total sekarang {actual}. Pastikan dengan pelanggan.</translation>
    </message>
    <message>
        <source>That is less than the total.</source>
        <translation>Itu kurang dari total.</translation>
    </message>
    <message>
        <source>Passenger {seq}: something is missing ({field}).</source>
        <translation>Penumpang {seq}: ada yang kurang ({field}).</translation>
    </message>
    <message>
        <source>Passenger {seq}: this identity is already in the booking.</source>
        <translation>Penumpang {seq}: identitas ini sudah ada di pesanan.</translation>
    </message>
    <message>
        <source>Passenger {seq} already travels at that time. A supervisor may allow it.</source>
        <translation>Penumpang {seq} sudah bepergian pada waktu itu. Pengawas dapat mengizinkan.</translation>
    </message>
    <message>
        <source>One infant an adult. A further infant travels as a child with a seat.</source>
        <translation>Satu bayi per orang dewasa. Bayi berikutnya sebagai anak dengan kursi.</translation>
    </message>
    <message>
        <source>At most {limit} passengers a booking. Start another sale for the rest.</source>
        <translation>Paling banyak {limit} penumpang per pesanan. Sisanya di penjualan baru.</translation>
    </message>
    <message>
        <source>A passenger&apos;s seat is no longer held. Go back to the seats.</source>
        <translation>Kursi seorang penumpang tidak ditahan lagi. Kembali ke kursi.</translation>
    </message>
    <message>
        <source>This booking belongs to another counter.</source>
        <translation>Pesanan ini milik loket lain.</translation>
    </message>
    <message>
        <source>This booking was cancelled. Start a new sale (F2).</source>
        <translation>Pesanan ini dibatalkan. Mulai penjualan baru (F2).</translation>
    </message>
    <message>
        <source>Type the name as in the identity document.</source>
        <translation>Ketik nama sesuai identitas.</translation>
    </message>
    <message>
        <source>At most 60 characters; shorten as the identity card does.</source>
        <translation>Paling banyak 60 karakter; singkat seperti pada KTP.</translation>
    </message>
    <message>
        <source>Write the name in Latin letters; a passport has such a line.</source>
        <translation>Tulis nama dengan huruf Latin, seperti pada paspor.</translation>
    </message>
    <message>
        <source>A name has no pictures (emoji).</source>
        <translation>Nama tidak memuat emoji.</translation>
    </message>
    <message>
        <source>A name has no digits.</source>
        <translation>Nama tidak memuat angka.</translation>
    </message>
    <message>
        <source>Only letters, spaces and &apos; . , - / ( ) belong in a name.</source>
        <translation>Nama hanya memuat huruf, spasi, dan &apos; . , - / ( ).</translation>
    </message>
    <message>
        <source>Type the 16 digits of the NIK, or Ctrl+D for a passport.</source>
        <translation>Ketik 16 angka NIK, atau Ctrl+D untuk paspor.</translation>
    </message>
    <message>
        <source>A NIK has digits only. Ctrl+D for a passport.</source>
        <translation>NIK hanya angka. Ctrl+D untuk paspor.</translation>
    </message>
    <message>
        <source>A NIK has exactly 16 digits.</source>
        <translation>NIK harus 16 angka.</translation>
    </message>
    <message>
        <source>The date in this NIK does not exist. Compare it with the card.</source>
        <translation>Tanggal dalam NIK ini tidak ada. Cocokkan dengan kartu.</translation>
    </message>
    <message>
        <source>No province has this NIK&apos;s first digits. Compare it with the card.</source>
        <translation>Tidak ada provinsi dengan awalan NIK ini. Cocokkan dengan kartu.</translation>
    </message>
    <message>
        <source>This NIK ends in 0000. Compare it with the card.</source>
        <translation>NIK ini berakhir 0000. Cocokkan dengan kartu.</translation>
    </message>
    <message>
        <source>The NIK says another date. Compare it with the card.</source>
        <translation>NIK menyebut tanggal lain. Cocokkan dengan kartu.</translation>
    </message>
    <message>
        <source>The NIK says otherwise. Compare it with the card.</source>
        <translation>NIK menyebut lain. Cocokkan dengan kartu.</translation>
    </message>
    <message>
        <source>Type the passport number.</source>
        <translation>Ketik nomor paspor.</translation>
    </message>
    <message>
        <source>5 to 12 letters and digits, with at least one digit.</source>
        <translation>5 sampai 12 huruf dan angka, sedikitnya satu angka.</translation>
    </message>
    <message>
        <source>Type the date of birth, like 31/12/1990.</source>
        <translation>Ketik tanggal lahir, misalnya 31/12/1990.</translation>
    </message>
    <message>
        <source>Write it like 31/12/1990.</source>
        <translation>Tulis seperti 31/12/1990.</translation>
    </message>
    <message>
        <source>This day does not exist.</source>
        <translation>Tanggal ini tidak ada.</translation>
    </message>
    <message>
        <source>This day is still to come.</source>
        <translation>Tanggal ini belum tiba.</translation>
    </message>
    <message>
        <source>Nobody is that old. Check the year.</source>
        <translation>Tidak ada yang setua itu. Periksa tahunnya.</translation>
    </message>
    <message>
        <source>Type the country, like AU or Australia.</source>
        <translation>Ketik negara, misalnya AU atau Australia.</translation>
    </message>
    <message>
        <source>No country has this name or code.</source>
        <translation>Tidak ada negara dengan nama atau kode ini.</translation>
    </message>
    <message>
        <source>3 years or older: needs a seat of its own.</source>
        <translation>3 tahun atau lebih: perlu kursi sendiri.</translation>
    </message>
    <message>
        <source>This reduction does not apply to this passenger.</source>
        <translation>Reduksi ini tidak berlaku bagi penumpang ini.</translation>
    </message>
    <message>
        <source>Type an amount.</source>
        <translation>Ketik jumlahnya.</translation>
    </message>
    <message>
        <source>An amount cannot be below zero.</source>
        <translation>Jumlah tidak boleh di bawah nol.</translation>
    </message>
    <message>
        <source>Type digits, like 150.000 or 150rb.</source>
        <translation>Ketik angka, misalnya 150.000 atau 150rb.</translation>
    </message>
    <message>
        <source>That is more than a drawer holds.</source>
        <translation>Itu lebih dari isi satu laci kas.</translation>
    </message>
    <message>
        <source>No booking or ticket has this code.</source>
        <translation>Tidak ada pesanan atau tiket dengan kode ini.</translation>
    </message>
    <message>
        <source>That identity is not in this booking. {left} tries left.</source>
        <translation>Identitas itu tidak ada di pesanan ini. Sisa {left} percobaan.</translation>
    </message>
    <message>
        <source>Too many wrong tries. Locked until {until}.</source>
        <translation>Terlalu banyak salah. Terkunci sampai {until}.</translation>
    </message>
    <message>
        <source>Check the passenger&apos;s identity first.</source>
        <translation>Cek identitas penumpang dahulu.</translation>
    </message>
    <message>
        <source>Say why.</source>
        <translation>Tulis alasannya.</translation>
    </message>
    <message>
        <source>A supervisor must approve this.</source>
        <translation>Ini perlu persetujuan pengawas.</translation>
    </message>
    <message>
        <source>Somebody bought a seat meanwhile: look at the plan again.</source>
        <translation>Sementara itu ada kursi yang terjual: lihat rencananya sekali lagi.</translation>
    </message>
    <message>
        <source>This ticket does not exist.</source>
        <translation>Tiket ini tidak ada.</translation>
    </message>
    <message>
        <source>The database does not know this print job.</source>
        <translation>Basis data tidak mengenal tugas cetak ini.</translation>
    </message>
    <message>
        <source>This ticket does not ask any more.</source>
        <translation>Tiket ini sudah tidak bertanya.</translation>
    </message>
    <message>
        <source>This counter&apos;s ticket key was revoked. Ask your administrator.</source>
        <translation>Kunci tiket loket ini dicabut. Hubungi administrator.</translation>
    </message>
    <message>
        <source>Passenger {seq}: this reduction does not apply here.</source>
        <translation>Penumpang {seq}: reduksi ini tidak berlaku di sini.</translation>
    </message>
    <message>
        <source>This amount is not possible.</source>
        <translation>Jumlah ini tidak mungkin.</translation>
    </message>
    <message>
        <source>Something typed is not as it should be ({field}).</source>
        <translation>Ada isian yang tidak sesuai ({field}).</translation>
    </message>
    <message>
        <source>This ticket is void; it cannot be printed again.</source>
        <translation>Tiket ini tidak berlaku; tidak dapat dicetak ulang.</translation>
    </message>
    <message>
        <source>The database does not know this scan.</source>
        <translation>Basis data tidak mengenal pemindaian ini.</translation>
    </message>
    <message>
        <source>This scan was made by another member or at another gate.</source>
        <translation>Pemindaian ini dilakukan petugas lain atau di gerbang lain.</translation>
    </message>
    <message>
        <source>A scan can be taken back for {minutes} minutes only. Ask your supervisor.</source>
        <translation>Pemindaian hanya dapat dibatalkan dalam {minutes} menit. Hubungi pengawas Anda.</translation>
    </message>
    <message>
        <source>This scan let nobody in; there is nothing to take back.</source>
        <translation>Pemindaian ini tidak meloloskan siapa pun; tidak ada yang dibatalkan.</translation>
    </message>
    <message>
        <source>This ticket is void or was already dealt with; nobody may let it in.</source>
        <translation>Tiket ini tidak berlaku atau sudah ditangani; tidak boleh diloloskan.</translation>
    </message>
    <message>
        <source>The gate for this train is still open.</source>
        <translation>Gerbang untuk KA ini masih dibuka.</translation>
    </message>
    <message>
        <source>The approval code on the slip has six letters or digits. Read it again.</source>
        <translation>Kode persetujuan pada struk terdiri dari enam huruf atau angka. Baca sekali lagi.</translation>
    </message>
    <message>
        <source>The RRN (reference number) on the slip has twelve digits. Read it again.</source>
        <translation>RRN (nomor referensi) pada struk terdiri dari dua belas angka. Baca sekali lagi.</translation>
    </message>
    <message>
        <source>There is no such payment at this counter.</source>
        <translation>Tidak ada pembayaran itu di loket ini.</translation>
    </message>
    <message>
        <source>A payment of this sale has no answer yet. Check it first (Ctrl+U), or ask your supervisor.</source>
        <translation>Satu pembayaran penjualan ini belum ada jawabannya. Periksa dulu (Ctrl+U), atau minta supervisor.</translation>
    </message>
    <message>
        <source>QRIS is not set up at this station. Ask your administrator; take cash or a card meanwhile.</source>
        <translation>QRIS belum disiapkan di stasiun ini. Hubungi administrator; sementara itu terima tunai atau kartu.</translation>
    </message>
    <message>
        <source>This sale was sold already.</source>
        <translation>Penjualan ini sudah terjual.</translation>
    </message>
    <message>
        <source>This slip paid another sale already. Look at the slip&apos;s own numbers.</source>
        <translation>Struk ini sudah membayar penjualan lain. Lihat nomor pada struk yang benar.</translation>
    </message>
    <message>
        <source>This payment is settled already. Look again.</source>
        <translation>Pembayaran ini sudah diselesaikan. Lihat lagi.</translation>
    </message>
    <message>
        <source>What was paid has changed meanwhile. Look at the payments again.</source>
        <translation>Yang dibayar sudah berubah. Lihat kembali pembayarannya.</translation>
    </message>
    <message>
        <source>More was paid than the price. Send one payment back, then take the right amount.</source>
        <translation>Yang dibayar melebihi harga. Kembalikan satu pembayaran, lalu terima jumlah yang benar.</translation>
    </message>
    <message>
        <source>There is no such money to give back at this counter.</source>
        <translation>Tidak ada uang itu yang harus dikembalikan di loket ini.</translation>
    </message>
    <message>
        <source>A colleague is giving this money back just now.</source>
        <translation>Rekan Anda sedang mengembalikan uang ini.</translation>
    </message>
    <message>
        <source>This money was given back already ({reference}).</source>
        <translation>Uang ini sudah dikembalikan ({reference}).</translation>
    </message>
    <message>
        <source>Begin giving the money back first.</source>
        <translation>Mulai dulu pengembalian uangnya.</translation>
    </message>
    <message>
        <source>Type the last four digits of the card number as the slip shows them.</source>
        <translation>Ketik empat angka terakhir nomor kartu seperti pada struk.</translation>
    </message>
    <message>
        <source>There is no promotion {promotion}. Check the code.</source>
        <translation>Tidak ada promo {promotion}. Periksa kodenya.</translation>
    </message>
    <message>
        <source>{promotion} begins on {first_day}.</source>
        <translation>{promotion} mulai berlaku {first_day}.</translation>
    </message>
    <message>
        <source>{promotion} has ended.</source>
        <translation>{promotion} sudah berakhir.</translation>
    </message>
    <message>
        <source>{promotion} is used up: somebody else has the last one.</source>
        <translation>{promotion} sudah habis: yang terakhir sudah diambil orang lain.</translation>
    </message>
    <message>
        <source>{promotion} needs a price of at least Rp {minimum}.</source>
        <translation>{promotion} berlaku untuk harga paling sedikit Rp {minimum}.</translation>
    </message>
    <message>
        <source>There is a promotion {promotion} already. Choose another code.</source>
        <translation>Promo {promotion} sudah ada. Pilih kode lain.</translation>
    </message>
    <message>
        <source>The QRIS service sent a code that cannot be shown. Try again, or let the customer pay another way.</source>
        <translation>Layanan QRIS mengirim kode yang tidak dapat ditampilkan. Coba lagi, atau minta penumpang membayar dengan cara lain.</translation>
    </message>
    <message>
        <source>This supervisor does not sign for your station.</source>
        <translation>Pengawas ini tidak berwenang untuk stasiun Anda.</translation>
    </message>
    <message>
        <source>Too many wrong passwords at this counter. Signing here is locked until {until}.</source>
        <translation>Terlalu banyak kata sandi salah di loket ini. Tanda tangan di sini dikunci sampai {until}.</translation>
    </message>
    <message>
        <source>This request for a signature is not for you, or is gone.</source>
        <translation>Permintaan tanda tangan ini bukan untuk Anda, atau sudah tidak ada.</translation>
    </message>
    <message>
        <source>This request was answered already.</source>
        <translation>Permintaan ini sudah dijawab.</translation>
    </message>
    <message>
        <source>This request has lain too long. The clerk must ask again.</source>
        <translation>Permintaan ini terlalu lama menunggu. Petugas harus meminta lagi.</translation>
    </message>
    <message>
        <source>Choose seats for this journey first.</source>
        <translation>Pilih dahulu kursi untuk perjalanan ini.</translation>
    </message>
    <message>
        <source>At most {limit} journeys in one sale.</source>
        <translation>Paling banyak {limit} perjalanan dalam satu penjualan.</translation>
    </message>
    <message>
        <source>Too late: a refund was possible until {until}. A supervisor may overrule.</source>
        <translation>Terlambat: pembatalan dapat dilakukan sampai {until}. Pengawas dapat memutuskan lain.</translation>
    </message>
    <message>
        <source>More than was paid cannot be given back.</source>
        <translation>Tidak dapat mengembalikan lebih dari yang dibayar.</translation>
    </message>
    <message>
        <source>Passenger {seq}: this ticket was given back already.</source>
        <translation>Penumpang {seq}: tiket ini sudah dikembalikan.</translation>
    </message>
    <message>
        <source>Passenger {seq} has boarded; this ticket is used.</source>
        <translation>Penumpang {seq} sudah naik; tiket ini terpakai.</translation>
    </message>
    <message>
        <source>Passenger {seq}: the train has left without this ticket.</source>
        <translation>Penumpang {seq}: kereta sudah berangkat tanpa tiket ini.</translation>
    </message>
    <message>
        <source>An infant would travel without an adult. Choose it as well.</source>
        <translation>Bayi akan bepergian tanpa orang dewasa. Pilih juga bayinya.</translation>
    </message>
    <message>
        <source>Only your own sale of the last {minutes} minutes in this shift can be undone.</source>
        <translation>Hanya penjualan Anda sendiri dalam {minutes} menit terakhir di shift ini yang dapat dibatalkan.</translation>
    </message>
    <message>
        <source>Scan the papers back first. Still missing: {count}.</source>
        <translation>Pindai dulu semua kertasnya. Masih kurang: {count}.</translation>
    </message>
    <message>
        <source>Counter {counter} is just refunding this booking (until {until}).</source>
        <translation>Loket {counter} sedang memproses pengembalian pemesanan ini (sampai {until}).</translation>
    </message>
    <message>
        <source>This offer belongs to another counter, or is gone.</source>
        <translation>Penawaran ini milik loket lain, atau sudah tidak ada.</translation>
    </message>
    <message>
        <source>This offer has run out. Ask for a new one.</source>
        <translation>Penawaran ini sudah habis waktunya. Minta yang baru.</translation>
    </message>
    <message>
        <source>By this rule the money is transferred, not paid in cash.</source>
        <translation>Menurut aturan ini uangnya ditransfer, tidak dibayar tunai.</translation>
    </message>
    <message>
        <source>The two account numbers differ. Type them again.</source>
        <translation>Kedua nomor rekening berbeda. Ketik lagi.</translation>
    </message>
    <message>
        <source>Part of it was paid in cash and cannot go back to a card.</source>
        <translation>Sebagian dibayar tunai dan tidak dapat kembali ke kartu.</translation>
    </message>
    <message>
        <source>There is no such pay-out at your stations.</source>
        <translation>Tidak ada pengembalian dana seperti itu di stasiun Anda.</translation>
    </message>
    <message>
        <source>This pay-out has moved on meanwhile. Look again (F5).</source>
        <translation>Pengembalian dana ini sudah berlanjut. Lihat lagi (F5).</translation>
    </message>
    <message>
        <source>This counter has no card terminal. Take cash, or QRIS.</source>
        <translation>Loket ini tidak punya mesin EDC. Terima tunai atau QRIS.</translation>
    </message>
    <message>
        <source>The safe does not hold that much. Count it, or correct the amount.</source>
        <translation>Brankas tidak berisi sebanyak itu. Hitung isinya, atau perbaiki jumlahnya.</translation>
    </message>
    <message>
        <source>The count is not what the safe should hold. Count again, or write down why it differs.</source>
        <translation>Hasil hitung tidak sama dengan isi brankas seharusnya. Hitung lagi, atau tuliskan sebab selisihnya.</translation>
    </message>
    <message>
        <source>A deposit with this slip number is written down already: {slip}.</source>
        <translation>Setoran dengan nomor slip ini sudah dicatat: {slip}.</translation>
    </message>
    <message>
        <source>Batch {batch} of this terminal is written down already.</source>
        <translation>Batch {batch} dari mesin ini sudah dicatat.</translation>
    </message>
    <message>
        <source>This difference is not on the list any more.</source>
        <translation>Selisih ini tidak ada lagi dalam daftar.</translation>
    </message>
    <message>
        <source>Somebody settled this difference already, with another note.</source>
        <translation>Selisih ini sudah diselesaikan orang lain dengan catatan berbeda.</translation>
    </message>
    <message>
        <source>Line {line} of this file cannot be read: {problem}. Nothing was taken in.</source>
        <translation>Baris {line} berkas ini tidak dapat dibaca: {problem}. Tidak ada yang dimasukkan.</translation>
    </message>
    <message>
        <source>The travellers of this sale are not on this machine. Send the money back, then sell anew.</source>
        <translation>Data penumpang penjualan ini tidak ada di mesin ini. Kembalikan uangnya, lalu jual baru.</translation>
    </message>
    <message>
        <source>This ticket&apos;s train runs: give it back on the booking&apos;s page (F4).</source>
        <translation>Kereta tiket ini berjalan: kembalikan di halaman pemesanan (F4).</translation>
    </message>
    <message>
        <source>This paper is not the newest of its ticket. Ask for that, or F4.</source>
        <translation>Kertas ini bukan tiket terbaru. Minta yang terbaru, atau F4.</translation>
    </message>
    <message>
        <source>Type what the customer knows, or scan a ticket.</source>
        <translation>Ketik apa yang diketahui pelanggan, atau pindai tiket.</translation>
    </message>
    <message>
        <source>With a name type the day of travel too: siti aminah 25/11</source>
        <translation>Bersama nama ketik juga hari perjalanan: siti aminah 25/11</translation>
    </message>
    <message>
        <source>Too late: an exchange was possible until {until}.</source>
        <translation>Terlambat: ubah jadwal dapat dilakukan sampai {until}.</translation>
    </message>
    <message>
        <source>The new seats must be a sale of their own, not paid yet.</source>
        <translation>Kursi baru harus penjualan tersendiri yang belum dibayar.</translation>
    </message>
    <message>
        <source>A promotion cannot be used in an exchange.</source>
        <translation>Promo tidak dapat dipakai pada ubah jadwal.</translation>
    </message>
    <message>
        <source>Only a seat of the same class is free of charge.</source>
        <translation>Hanya kursi kelas yang sama yang gratis.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Tidak ada yang diubah.</translation>
    </message>
    <message>
        <source>No train with room today or tomorrow. Pay it out instead.</source>
        <translation>Tidak ada kereta dengan tempat hari ini atau besok. Bayarkan saja.</translation>
    </message>
    <message>
        <source>The seats held are not for these travellers. Try once more.</source>
        <translation>Kursi yang ditahan bukan untuk penumpang ini. Coba sekali lagi.</translation>
    </message>
    <message>
        <source>An exchange cannot be undone. Exchange again, or refund by its rule.</source>
        <translation>Penukaran tidak dapat dibatalkan. Tukar lagi, atau kembalikan menurut aturannya.</translation>
    </message>
    <message>
        <source>You called it failed: see the customer&apos;s document (F4), or let another supervisor do it.</source>
        <translation>Anda sendiri yang menyatakan dana kembali: periksa dulu dokumen pelanggan (F4), atau biarkan supervisor lain.</translation>
    </message>
    <message>
        <source>This counter&apos;s program is older than the database. Ask your administrator to update it.</source>
        <translation>Program loket ini lebih lama daripada basis data. Minta administrator memperbaruinya.</translation>
    </message>
    <message>
        <source>The database is older than this counter&apos;s program. Ask your administrator to update it.</source>
        <translation>Basis data lebih lama daripada program loket ini. Minta administrator memperbaruinya.</translation>
    </message>
    <message>
        <source>No machine can give this back: the bank does it, and a supervisor notes its reference.</source>
        <translation>Tidak ada mesin yang dapat mengembalikan ini: bank yang melakukannya, dan pengawas mencatat referensinya.</translation>
    </message>
    <message>
        <source>The machine was asked and has not answered: money may have moved. Ask again (F12), or another supervisor says what the bank knows.</source>
        <translation>Mesin sudah ditanya dan belum menjawab: uang mungkin sudah bergerak. Tanya lagi (F12), atau pengawas lain menyatakan apa yang diketahui bank.</translation>
    </message>
    <message>
        <source>{limit} in one booking: take {limit} here, then Ctrl+M for the other {rest}. One sale, one payment.</source>
        <translation>{limit} orang per pemesanan: ambil {limit} di sini, lalu Ctrl+M untuk {rest} lainnya. Satu penjualan, satu pembayaran.</translation>
    </message>
    <message>
        <source>This is a training ticket (LATIHAN). It is worth nothing here.</source>
        <translation>Ini tiket latihan (LATIHAN). Di sini tidak berlaku.</translation>
    </message>
    <message>
        <source>This is a real ticket, and this is a training room: it stays as it is.</source>
        <translation>Ini tiket sungguhan, sedangkan ini ruang latihan: tiketnya tidak diubah.</translation>
    </message>
    <message>
        <source>This is a live counter, and its database is the training room&apos;s: nobody was signed in. Ask your administrator to correct its address.</source>
        <translation>Ini loket sungguhan, tetapi basis datanya milik ruang latihan: tidak ada yang masuk. Minta administrator memperbaiki alamatnya.</translation>
    </message>
    <message>
        <source>This is a training room, and its database is the live one: nobody was signed in. Ask your administrator to correct its address.</source>
        <translation>Ini ruang latihan, tetapi basis datanya yang sungguhan: tidak ada yang masuk. Minta administrator memperbaiki alamatnya.</translation>
    </message>
    <message>
        <source>No seat of this train has this number. Write 5A, or 2/5A in coach 2.</source>
        <translation>Tidak ada kursi bernomor ini di KA tersebut. Tulis 5A, atau 2/5A di kereta 2.</translation>
    </message>
    <message>
        <source>This train is not on sale yet.</source>
        <translation>KA ini belum dijual.</translation>
    </message>
</context>
</TS>
